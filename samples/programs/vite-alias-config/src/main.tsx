import { shopName } from "@/config";

document.getElementById("root")!.textContent = shopName;
