/**
 * The files that the page saves meanwhile; they are kept from the browser's downloads.
 *
 * @param act is given their number so far
 */
export async function filesSavedBy(
  act: (count: () => number) => Promise<unknown>,
): Promise<Blob[]> {
  const files: Blob[] = [];
  const { createObjectURL } = URL;
  URL.createObjectURL = (file) => {
    files.push(file as Blob);
    return '#';
  };
  try {
    await act(() => files.length);
  } finally {
    URL.createObjectURL = createObjectURL;
  }
  return files;
}
