// The packages are linked here from elsewhere.
export default { turbopack: { root: "/" } };
