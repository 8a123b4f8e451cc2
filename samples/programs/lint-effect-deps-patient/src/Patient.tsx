import { useEffect, useState } from "react";

export function Patient({ patientId }: { patientId: string }) {
  const [name, setName] = useState("");
  useEffect(() => {
    fetch(`/api/patients/${patientId}`).then((answer) => answer.text()).then(setName);
  }, []);
  return <h1>{name}</h1>;
}
