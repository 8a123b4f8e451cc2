import { lanes } from "./state";

document.title = `${lanes.length} lanes`;
