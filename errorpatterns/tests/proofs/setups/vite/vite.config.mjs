export default { build: { rollupOptions: { input: "main.js" } } };
