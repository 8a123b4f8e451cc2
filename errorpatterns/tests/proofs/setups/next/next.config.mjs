// The packages are linked here from elsewhere; what is mended is not compiled anew.
export default {
  turbopack: { root: "/" },
  experimental: { turbopackFileSystemCacheForBuild: true },
};
