export function parse(
  content: string,
  options?: { readonly schema?: "core" | "default" },
): unknown;
export function stringify(data: unknown): string;
