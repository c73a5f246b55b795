// Pictures of the demonstration: drawings, each its own by what it is known by.

/** A person's picture as a data: URL. `seed` gives its colours. */
export function portrait(seed: string, size = 320): string {
  const hue = [...seed].reduce((sum, sign) => (sum * 31 + sign.charCodeAt(0)) % 360, 7);
  const drawing = `<svg xmlns="http://www.w3.org/2000/svg" width="${size}" height="${size}" viewBox="0 0 64 64">
<rect width="64" height="64" fill="hsl(${hue} 45% 72%)"/>
<circle cx="32" cy="26" r="12" fill="hsl(${(hue + 30) % 360} 40% 38%)"/>
<path d="M8 64c2-16 12-24 24-24s22 8 24 24z" fill="hsl(${(hue + 200) % 360} 35% 40%)"/></svg>`;
  return `data:image/svg+xml,${encodeURIComponent(drawing)}`;
}
