/**
 * The commit that is checked out, `+` where the tree differs from it, or
 * `"unknown"` outside a checkout.
 */
export async function codeVersion(): Promise<string> {
  const git = async (...args: string[]): Promise<string | undefined> => {
    try {
      const command = new Deno.Command("git", { args, stderr: "null" });
      const { success, stdout } = await command.output();
      return success ? new TextDecoder().decode(stdout).trim() : undefined;
    } catch {
      return undefined;
    }
  };
  const commit = await git("rev-parse", "HEAD");
  if (commit === undefined) return "unknown";
  const changes = await git("status", "--porcelain", "--untracked-files=no");
  return changes === "" ? commit : `${commit}+`;
}
