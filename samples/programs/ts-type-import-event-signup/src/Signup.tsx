import { FormEvent } from "react";

export function Signup({ join }: { join: (email: string) => void }) {
  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    join(String(new FormData(event.currentTarget).get("email")));
  }
  return <form onSubmit={submit}><input name="email" /></form>;
}
