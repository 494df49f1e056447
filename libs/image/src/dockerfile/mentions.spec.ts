import { imagesIn, replaceImages } from './mentions';

const imagesOf = (...lines: string[]) => imagesIn(lines.join('\n'), 'LONGSHORE_BASE');

describe('the images that a Dockerfile builds on', () => {
  it.each([
    ['as they are written', ['FROM node:20'], ['node:20']],
    ['for a platform', ['FROM --platform=linux/amd64 node:20 AS native'], ['node:20']],
    ['in any letters, each once', ['from node:20', 'From node:20 as b'], ['node:20']],
    ['over lines', ['FROM \\', '  node:20 \\', '  AS native', 'FROM native'], ['node:20']],
    ['with the defaults of variables', ['ARG V=20', 'ARG I="node"', 'FROM ${I}:$V-slim'], ['node:20-slim']],
    ['with several variables', ['ARG A=a B="1 2" C=2', 'ARG D=$A:$C', 'FROM $D'], ['a:2']],
    ['with what stands in for a variable', ['ARG V', 'FROM node:${V:-22}${V:+-slim}'], ['node:22']],
    ['and those that files are copied from', ['FROM scratch', 'COPY --from=busybox:1 /a /b'], ['busybox:1']],
    ['and those that are mounted', ['FROM a:1', 'RUN --mount=type=bind,from=b:1,target=/b ls'], ['a:1', 'b:1']],
  ])('are found %s', (_, lines, images) => {
    expect(imagesOf(...lines)).toEqual(images);
  });

  it.each([
    ['the base of the workspace', ['ARG LONGSHORE_BASE', 'FROM ${LONGSHORE_BASE}', 'FROM $LONGSHORE_BASE']],
    ['nothing', ['FROM scratch']],
    ['stages', ['FROM scratch AS Native', 'FROM native', 'COPY --from=native /a /b', 'COPY --from=0 /a /b']],
    ['comments', ['FROM scratch', '# FROM node:20 \\', '# FROM node:22', '# COPY --from=a:1 /a /b']],
    ['what a program is told', ['FROM scratch', 'RUN copy --from=a:1', 'CMD ["--mount=from=a:1"]']],
    ['what a heredoc writes', ['FROM scratch', 'COPY <<EOF /Dockerfile', 'FROM node:20', 'EOF']],
  ])('are not %s', (_, lines) => {
    expect(imagesOf(...lines)).toEqual([]);
  });

  it('are found behind a shift of bits', () => {
    expect(imagesOf('FROM a:1', 'RUN echo $((1<<N))', 'FROM b:1')).toEqual(['a:1', 'b:1']);
  });

  it('are replaced where they stand', () => {
    const lines = [
      'ARG V=20',
      'FROM m AS n',
      'FROM node:$V AS node',
      'FROM b:1 \\',
      ' AS last',
      'COPY --from=node /x /x',
      'USER node',
    ];
    const replaced = replaceImages(lines.join('\n'), 'LONGSHORE_BASE', (image) => `${image}@sha256:1`);
    expect(replaced.split('\n')).toEqual([
      'ARG V=20',
      'FROM m@sha256:1 AS n',
      'FROM node:20@sha256:1 AS node',
      'FROM b:1@sha256:1 \\',
      ' AS last',
      'COPY --from=node /x /x',
      'USER node',
    ]);
  });
});
