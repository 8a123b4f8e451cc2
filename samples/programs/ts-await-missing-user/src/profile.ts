type User = { name: string };

async function loadUser(id: string): Promise<User> {
  const answer = await fetch(`/api/users/${id}`);
  return answer.json();
}

export async function greeting(id: string): Promise<string> {
  const user = loadUser(id);
  return `Hello ${user.name}`;
}
