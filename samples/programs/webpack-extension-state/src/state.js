export const lanes = ["north", "south"];
