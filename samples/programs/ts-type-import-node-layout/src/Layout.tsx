import { ReactNode } from "react";

export function Layout(props: { nav: ReactNode; main: ReactNode }) {
  return (
    <>
      <nav>{props.nav}</nav>
      <main>{props.main}</main>
    </>
  );
}
