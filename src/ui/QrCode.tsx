import { drawQr } from '../lib/qr.ts'

/** A QR code as vector: sharp at any size, on paper too. `label` says in words what it holds. */
export function QrCode({ text, label }: { text: string; label: string }) {
  const { size, path } = drawQr(text)
  return (
    <svg class="qr" role="img" aria-label={label} viewBox={`0 0 ${size} ${size}`} shape-rendering="crispEdges">
      <rect width={size} height={size} fill="#fff" />
      <path d={path} fill="#000" />
    </svg>
  )
}
