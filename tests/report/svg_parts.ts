/** Attributes of each element of a name, in the order drawn. */
export function elementsOf(
  svg: string,
  name: string,
): Record<string, string>[] {
  return [...svg.matchAll(new RegExp(`<${name} ([^>]*?)/?>`, "g"))].map((
    match,
  ) => {
    const attributes = [...match[1].matchAll(/([\w:-]+)="([^"]*)"/g)];
    return Object.fromEntries(attributes.map(([, key, value]) => [key, value]));
  });
}

/** What the marks of a kind ("rect", "line") are drawn with, all together. */
export function markOf(svg: string, kind: string): string {
  return svg.split(`aria-label="${kind}"`).slice(1)
    .map((part) => part.slice(0, part.indexOf("</g>"))).join("");
}

/** Vertices of a path of straight lines. */
export function verticesOf(d: string): number[][] {
  return d.slice(1).split(/[LM]/).map((pair) => pair.split(",").map(Number));
}
