# Every command of a developer's day; CI calls the same ones. Longer steps are scripts in tools/.
.DEFAULT_GOAL := help
SHELL := bash
PY := .venv/bin/python
TANDEM := .venv/bin/tandem

.PHONY: help run dev web env dev-env test chaos lint fix types schema migration seed bench chart ci

##@ Run

run: env ## start everything on this machine: services, demo cast, web app, worker, provider sandbox
	@tools/web_build.sh
	@exec $(TANDEM) up --with-parent

dev: dev-env ## the same, reloading on change, with Vite on port 5173 and all logs in this terminal
	@tools/web_build.sh
	@exec $(TANDEM) up --with-parent --dev

seed: env ## load the demo cast into the database of TANDEM_DATABASE_URL, when it has no organization
	@$(TANDEM) seed

bench: env ## measure what docs/performance.md reports, each thing beside its floor
	@$(TANDEM) bench

##@ Check

test: dev-env ## all tests, browser and chart included; T="tests/domain -k hold" runs only those of pytest
	@tools/web_build.sh
	@tools/test.sh $(T)

chaos: dev-env ## 500 contacts while workers are killed, Redis flushed, PostgreSQL restarted; A="--seed 7" runs that one again
	@$(PY) -m tests.chaos $(A)

lint: dev-env ## every check that reads: ruff, mypy, import-linter, drift of schema and migrations, Dockerfile, web app
	@tools/web_modules.sh
	@tools/lint.sh

types: dev-env ## type-check the backend and the web app
	@.venv/bin/mypy
	@tools/web_modules.sh
	@tools/node.sh npm --prefix frontend run --silent types

chart: dev-env ## lint, render and validate the Helm chart
	@tools/get_helm.sh
	@.venv/bin/pytest tests/chart

ci: ## what CI runs: lint, then test
	@.ci/run

##@ Write

fix: dev-env ## format and repair what ruff and biome can
	@.venv/bin/ruff check --fix --quiet . || true
	@.venv/bin/ruff format --quiet .
	@tools/web_modules.sh
	@tools/node.sh npm --prefix frontend run --silent fix

schema: env ## print the GraphQL schema into graphql/schema.graphql
	@mkdir -p .cache
	@$(TANDEM) schema > .cache/schema.graphql && mv .cache/schema.graphql graphql/schema.graphql

migration: env ## write a migration for changed models: make migration m=add_disputes
	@$(PY) tools/migration.py $(m)

web: env ## build the web app into platform/tandem/entrypoints/static, when its sources changed
	@tools/web_build.sh

##@ Help

help: ## this list
	@awk 'BEGIN { FS = ":.*## " } \
	  /^##@ / { printf "\n%s\n", substr($$0, 5) } \
	  /^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

env:
	@tools/python_env.sh run

dev-env:
	@tools/python_env.sh dev
