/** Text in a terminal that is drawn over by the next. */
export interface Picture {
  show(text: string): void;
}

/** Where a picture is drawn. */
export type Canvas = Pick<NodeJS.WriteStream, 'write' | 'rows'>;

/** Opens a picture below what the terminal shows; what is higher than the terminal loses its end. */
export function openPicture(canvas: Canvas): Picture {
  let height = 0;
  return {
    show: (text) => {
      // What has left the terminal at its top cannot be drawn over.
      const lines = text.split('\n').slice(0, Math.max(1, canvas.rows - 1));
      const back = height > 0 ? `\x1b[${height}A\r\x1b[0J` : '';
      canvas.write(`${back}${lines.join('\n')}\n`);
      height = lines.length;
    },
  };
}
