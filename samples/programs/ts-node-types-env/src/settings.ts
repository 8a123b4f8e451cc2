export const databaseUrl = process.env.DATABASE_URL ?? "file:local.db";
