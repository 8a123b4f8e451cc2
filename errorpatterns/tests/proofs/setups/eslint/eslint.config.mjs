import react from "eslint-plugin-react";
import reactHooks from "eslint-plugin-react-hooks";
import tseslint from "typescript-eslint";

export default tseslint.config(tseslint.configs.recommended, {
  files: ["**/*.{js,jsx,ts,tsx}"],
  plugins: { react, "react-hooks": reactHooks },
  settings: { react: { version: "19.2" } },
  rules: {
    eqeqeq: "error",
    "no-debugger": "error",
    "no-empty": "error",
    "no-var": "error",
    semi: "error",
    "prefer-const": "error",
    "react/no-unescaped-entities": "error",
    "react/no-unknown-property": "error",
    "react-hooks/exhaustive-deps": "error",
    "react-hooks/rules-of-hooks": "error",
  },
});
