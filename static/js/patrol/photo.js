// Photos made small on the phone, because they go over a weak signal. What cannot be drawn here is
// sent as it is; the server decodes it with care.

const LONGEST_PX = 1600;
const QUALITY = 0.8;
const SENT = ["image/jpeg", "image/png", "image/webp"];

export async function smaller(file) {
  try {
    const image = await createImageBitmap(file);
    const scale = Math.min(1, LONGEST_PX / Math.max(image.width, image.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(image.width * scale);
    canvas.height = Math.round(image.height * scale);
    canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
    image.close();
    return await new Promise((resolve, reject) => {
      canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("not drawn"))), "image/jpeg", QUALITY);
    });
  } catch (error) {
    if (SENT.includes(file.type)) return file;
    throw error;
  }
}
