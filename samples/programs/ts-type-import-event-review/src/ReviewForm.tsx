import { FormEvent } from "react";

type Props = { onSend: (event: FormEvent<HTMLFormElement>) => void };

export const ReviewForm = ({ onSend }: Props) => (
  <form onSubmit={onSend}>
    <textarea name="review" required />
    <button>Send</button>
  </form>
);
