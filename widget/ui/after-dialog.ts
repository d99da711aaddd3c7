/** Time after which browsers show a page to assistive technology again, once the dialog above it is closed, in milliseconds. */
const UNCOVERED_MS = 150;

/**
 * Announces what a dialog says right before it closes: what live regions say behind an open dialog is not read out.
 *
 * @param say announces a text at once
 */
export function afterDialog(
  say: (text: string, isWarning?: boolean) => void,
): (text: string, isWarning?: boolean) => void {
  let saying: ReturnType<typeof setTimeout> | undefined;
  return (text, isWarning) => {
    clearTimeout(saying);
    saying = setTimeout(() => say(text, isWarning), UNCOVERED_MS);
  };
}
