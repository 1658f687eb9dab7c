/**
 * The colours of code, as names that style.css gives values for light and dark. One theme of names instead of one theme
 * each for light and dark: code is read once, and pages are smaller.
 */
interface Rule {
  readonly scope: string[];
  readonly settings: { readonly foreground: string };
}

const rule = (name: string, ...scope: string[]): Rule => ({ scope, settings: { foreground: `var(--code-${name})` } });

/** A theme as shiki takes it. */
export const CODE_THEME = {
  name: "zmm",
  type: "light" as const,
  fg: "var(--code-text)",
  bg: "var(--zmm-surface-raised)",
  settings: [
    rule("comment", "comment", "punctuation.definition.comment"),
    rule("keyword", "keyword", "storage", "variable.language.this", "constant.language"),
    rule("text", "keyword.operator", "storage.type.function.arrow", "punctuation"),
    rule("string", "string", "punctuation.definition.string", "punctuation.definition.template-expression"),
    rule("number", "constant.numeric", "constant.character.escape"),
    rule("function", "entity.name.function", "support.function"),
    rule("type", "entity.name.type", "support.type", "support.class", "entity.other.inherited-class"),
    rule("text", "meta.template.expression", "variable"),
  ],
};
