/** Joins chunks of output into lines. */
export class LineSplitter {
  private rest = '';

  constructor(private readonly emit: (line: string) => void) {}

  push(chunk: string): void {
    const lines = (this.rest + chunk).split('\n');
    this.rest = lines.pop() ?? '';
    for (const line of lines) this.emit(line);
  }

  /** Emits what stands after the last line end. */
  flush(): void {
    if (this.rest !== '') this.emit(this.rest);
    this.rest = '';
  }
}
