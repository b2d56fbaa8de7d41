/** A file that the server did not take; `message` says why in the reader's language when it knows. */
export class UploadRefused extends Error {}

/** Sends a file to the short-lived address that the API gave; `onProgress` gets 0 to 100. Rejects when refused. */
export function upload(url: string, file: File, locale: string, onProgress: (percent: number) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", url);
    request.setRequestHeader("Content-Type", file.type || "application/octet-stream");
    request.setRequestHeader("Accept-Language", locale);
    request.upload.onprogress = (event) => onProgress(Math.round((event.loaded / Math.max(1, event.total)) * 100));
    request.onload = () => (request.status < 300 ? resolve() : reject(new UploadRefused(reasonIn(request))));
    request.onerror = () => reject(new Error("upload interrupted"));
    request.send(file);
  });
}

function reasonIn({ responseText }: XMLHttpRequest): string {
  try {
    return (JSON.parse(responseText) as { message?: string }).message ?? "";
  } catch {
    return "";
  }
}
