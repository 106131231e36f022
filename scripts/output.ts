/** A reader that has seen enough, as `| head` has, ends a command in peace. */
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") process.exit();
  throw error;
});
