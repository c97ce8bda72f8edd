export function parse(content: string): unknown;
export function stringify(data: unknown): string;
