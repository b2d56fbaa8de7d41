# Built in three stages: the web app, the Python environment, and what runs. No compiler and no Node in the last one.

FROM node:24-bookworm-slim AS web
WORKDIR /src/frontend
COPY frontend/package.json frontend/package-lock.json frontend/.npmrc ./
RUN npm ci --no-audit --no-fund
COPY graphql/schema.graphql /src/graphql/schema.graphql
COPY frontend ./
RUN mkdir -p /src/platform/tandem/entrypoints && npm run build

FROM python:3.13-slim-bookworm AS environment
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
WORKDIR /src
RUN python -m venv /opt/tandem
COPY requirements/run.txt requirements/run.txt
RUN /opt/tandem/bin/pip install --require-hashes --requirement requirements/run.txt
COPY pyproject.toml hatch_build.py README.md ./
COPY platform platform
COPY graphql graphql
COPY policies policies
COPY channels channels
COPY --from=web /src/platform/tandem/entrypoints/static platform/tandem/entrypoints/static
RUN /opt/tandem/bin/pip install --no-deps --no-build-isolation .

FROM python:3.13-slim-bookworm
RUN useradd --uid 10001 --no-create-home --shell /usr/sbin/nologin tandem \
    && install -d -o tandem -g tandem /data
COPY --from=environment /opt/tandem /opt/tandem
ENV PATH=/opt/tandem/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    TANDEM_ENV=production \
    TANDEM_HOST=0.0.0.0 \
    TANDEM_DATA=/data
WORKDIR /data
USER 10001:10001
EXPOSE 8000
# tandem web, tandem worker, tandem migrate: the chart names one a component.
ENTRYPOINT ["tandem"]
CMD ["web"]
