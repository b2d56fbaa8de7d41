/** Sends a file to the short-lived address that the API gave; `onProgress` gets 0 to 100. Rejects when refused. */
export function upload(url: string, file: File, onProgress: (percent: number) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", url);
    request.setRequestHeader("Content-Type", file.type || "text/csv");
    request.upload.onprogress = (event) => onProgress(Math.round((event.loaded / Math.max(1, event.total)) * 100));
    request.onload = () => (request.status < 300 ? resolve() : reject(new Error(`upload refused: ${request.status}`)));
    request.onerror = () => reject(new Error("upload interrupted"));
    request.send(file);
  });
}
