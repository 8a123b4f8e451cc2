import { currency } from "./config";

document.body.dataset.currency = currency;
