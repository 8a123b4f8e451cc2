export const shopName = "Corner bakery";
