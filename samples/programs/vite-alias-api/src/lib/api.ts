export const recipes = () => ["Soup", "Stew"];
