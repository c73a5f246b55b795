// A PNG's pixels, so that two files of the same picture are recognised whatever wrote them.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { inflateSync } from "node:zlib";

/** A fingerprint of the pixels of an 8-bit RGB or RGBA picture that is not interlaced. */
export function pixels(path) {
  const { width, height, channels, data } = read(readFileSync(path));
  const out = Buffer.alloc(width * height * 4, 255);
  for (let at = 0; at < width * height; at++) {
    data.copy(out, at * 4, at * channels, at * channels + channels);
    // Of what cannot be seen the colour does not matter.
    if (out[at * 4 + 3] === 0) out.fill(0, at * 4, at * 4 + 4);
  }
  return createHash("sha256").update(`${width}x${height}`).update(out).digest("hex");
}

function read(file) {
  let head;
  const parts = [];
  for (let at = 8; at < file.length; ) {
    const length = file.readUInt32BE(at);
    const type = file.toString("latin1", at + 4, at + 8);
    const body = file.subarray(at + 8, at + 8 + length);
    if (type === "IHDR") head = body;
    if (type === "IDAT") parts.push(body);
    at += 12 + length;
  }
  const [width, height, depth, colour] = [head.readUInt32BE(0), head.readUInt32BE(4), head[8], head[9]];
  const channels = { 2: 3, 6: 4 }[colour];
  if (depth !== 8 || !channels) throw new Error(`depth ${depth}, colour type ${colour}`);
  return { width, height, channels, data: unfiltered(inflateSync(Buffer.concat(parts)), width * channels, height, channels) };
}

/** Undoes the filter of each line (PNG specification, 9.2). */
function unfiltered(lines, length, height, step) {
  const out = Buffer.alloc(length * height);
  for (let y = 0; y < height; y++) {
    const filter = lines[y * (length + 1)];
    for (let x = 0; x < length; x++) {
      const left = x >= step ? out[y * length + x - step] : 0;
      const up = y > 0 ? out[(y - 1) * length + x] : 0;
      const corner = x >= step && y > 0 ? out[(y - 1) * length + x - step] : 0;
      const guess = [0, left, up, (left + up) >> 1, paeth(left, up, corner)][filter];
      out[y * length + x] = lines[y * (length + 1) + 1 + x] + guess;
    }
  }
  return out;
}

function paeth(left, up, corner) {
  const [a, b, c] = [left, up, corner].map((one) => Math.abs(left + up - corner - one));
  if (a <= b && a <= c) return left;
  return b <= c ? up : corner;
}
