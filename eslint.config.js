import { defineConfig, globalIgnores } from "eslint/config";
import tseslint from "typescript-eslint";

export default defineConfig(
  globalIgnores([
    "node_modules",
    ".tools",
    "artifacts",
    "cache",
    "coverage",
    "typechain-types",
    "**/generated",
    "**/dist",
  ]),
  { linterOptions: { reportUnusedDisableDirectives: "error" } },
  {
    files: ["**/*.ts"],
    languageOptions: { parser: tseslint.parser, parserOptions: { projectService: true } },
    plugins: { "@typescript-eslint": tseslint.plugin },
    rules: {
      "@typescript-eslint/await-thenable": "error",
      "@typescript-eslint/no-explicit-any": "error",
      // A test that forgets to await its expectation passes whatever happens.
      "@typescript-eslint/no-floating-promises": "error",
      "@typescript-eslint/no-misused-promises": "error",
      "@typescript-eslint/no-non-null-assertion": "error",
      "@typescript-eslint/no-unnecessary-type-assertion": "error",
      "@typescript-eslint/restrict-plus-operands": "error",
      eqeqeq: ["error", "always", { null: "ignore" }],
      "no-console": "off",
      "no-restricted-syntax": [
        "error",
        { selector: "ExportDefaultDeclaration", message: "Export by name, so that a search finds every use." },
        { selector: "TSEnumDeclaration", message: "Node strips types; it cannot run an enum. Use a const object." },
        { selector: "TSParameterProperty", message: "Node strips types; it cannot run a parameter property." },
        {
          selector: "CallExpression[callee.property.name=/^(only|skip)$/][callee.object.name=/^(describe|it)$/]",
          message: "Commit no narrowed or skipped tests.",
        },
      ],
      "max-lines": ["error", { max: 500 }],
      "prefer-const": "error",
    },
  },
  {
    files: ["hardhat.config.ts", "plugins/*/hooks/*.ts", "deploy/modules/*.ts"],
    rules: { "no-restricted-syntax": "off" },
  },
);
