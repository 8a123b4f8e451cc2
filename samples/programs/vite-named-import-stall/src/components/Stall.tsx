const Stall = ({ name }: { name: string }) => <section aria-label={name}>{name}</section>;

export default Stall;
