export default function Ladder(props: { players: string[] }) {
  return <ol>{props.players.map((player) => <li key={player}>{player}</li>)}</ol>;
}
