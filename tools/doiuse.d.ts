declare module 'doiuse' {
  import type { ChildNode, Plugin } from 'postcss'
  export default function doiuse(options: {
    browsers: string[]
    onFeatureUsage: (use: { feature: string; usage: ChildNode; message: string }) => void
  }): Plugin
}
