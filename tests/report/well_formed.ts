/**
 * Reads markup as XML: every element closed in order, attributes quoted, no
 * bare `<` or `&`.
 *
 * @returns The name of the one root element.
 * @throws {SyntaxError} Where the markup is not well-formed.
 */
export function checkWellFormed(markup: string): string {
  const attribute = String.raw`\s+[\w:-]+="(?:[^<&"]|&(?:\w+|#\d+);)*"`;
  const token = new RegExp(
    String
      .raw`<(\w+)(?:${attribute})*\s*(/?)>|</(\w+)>|((?:[^<&]|&(?:\w+|#\d+);)+)`,
    "y",
  );
  const open: string[] = [];
  let root = "";
  while (token.lastIndex < markup.length) {
    const at = token.lastIndex;
    const match = token.exec(markup);
    const where = `at ${at}: ${markup.slice(at, at + 60)}`;
    if (match === null) throw new SyntaxError(`Not well-formed ${where}`);
    const [, opened, selfClosed, closed, text] = match;
    if (opened !== undefined) {
      if (open.length === 0) {
        if (root !== "") throw new SyntaxError(`A second root ${where}`);
        root = opened;
      }
      if (selfClosed === "") open.push(opened);
    } else if (closed !== undefined) {
      if (open.pop() !== closed) throw new SyntaxError(`Misnested ${where}`);
    } else if (open.length === 0 && text.trim() !== "") {
      throw new SyntaxError(`Text outside the root ${where}`);
    }
  }
  if (open.length > 0) throw new SyntaxError(`Not closed: ${open.join(", ")}`);
  return root;
}
