type AvatarProps = { src: string; alt: string };

function Avatar({ src, alt }: AvatarProps) {
  return <img src={src} alt={alt} width={48} height={48} />;
}

export function Doctor({ name, photo }: { name: string; photo: string }) {
  return <figure><Avatar src={photo} /><figcaption>{name}</figcaption></figure>;
}
