# The targets a reader of the README types. `make help` lists them.
SHELL := /bin/bash
.DEFAULT_GOAL := help
PY := .venv/bin/python
HOST ?= 127.0.0.1
PORT ?= 8000
ARGS ?=
INSTANCES ?=
export PYTHONDONTWRITEBYTECODE ?= 1

.PHONY: help setup setup-dev run test test-sqlite test-postgis test-fast test-qgis fuzz-readers \
        lint format lock bench \
        bench-scale bench-networks bench-siting bench-routes bench-patrols bench-uploads \
        bench-imports bench-tiles bench-clients \
        screenshots draw-patrols fixtures messages clean

help: ## List the targets
	@awk -F':.*## ' '/^[a-z-]+:.*## /{printf "  %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: ## Install what `make run` needs: system packages, environment, static files
	@tools/setup.sh run

setup-dev: ## The same with what the tests need: PostGIS, Chromium, GDAL's programs
	@tools/setup.sh test

run: setup ## Migrate, load the reference data, print demo users, serve on 127.0.0.1:8000
	@$(PY) manage.py start --host $(HOST) --port $(PORT)

test: setup-dev ## Everything: lint, both databases, a real browser, a fuzz of the API
	@$(MAKE) --no-print-directory lint
	@$(MAKE) --no-print-directory test-sqlite
	@$(MAKE) --no-print-directory test-postgis

test-sqlite: setup-dev ## The tests on SpatiaLite
	@tools/test.sh spatialite $(ARGS)

test-postgis: setup-dev ## The same tests on a private PostGIS cluster that is stopped afterwards
	@tools/with_postgis.sh tools/test.sh postgis $(ARGS)

test-fast: setup-dev ## The tests on SpatiaLite without the browser
	@tools/test.sh spatialite -m "not browser" $(ARGS)

test-qgis: ## Debian's QGIS reads the service, the GeoPackage and the projects; installs it (large)
	@tools/setup.sh qgis
	@tools/test.sh spatialite -n 0 tests/qgis/check_qgis.py $(ARGS)

fuzz-readers: setup-dev ## Hand 2,000 mutated files to the readers; ARGS="--count 500 --seed 1"
	@SECRET_KEY=fuzz $(PY) -m tools.fuzz_readers $(ARGS)

lint: setup-dev ## Check style, shell scripts and missing migrations
	@.venv/bin/ruff check . && .venv/bin/ruff format --check .
	@shellcheck tools/*.sh
	@$(PY) manage.py makemigrations --check --dry-run

format: setup-dev ## Format the code
	@.venv/bin/ruff check --fix . ; .venv/bin/ruff format .

lock: ## Resolve the dependencies of pyproject.toml again and write the lock files
	@tools/lock.sh

bench: setup-dev ## Measure everything: pages, features beside their peers, analyses, routes, tracks
	@tools/with_postgis.sh benchmarks/run.sh $(ARGS)
	@$(MAKE) --no-print-directory bench-tiles bench-scale bench-networks bench-siting
	@$(MAKE) --no-print-directory bench-routes bench-patrols bench-uploads bench-imports
	@$(MAKE) --no-print-directory bench-clients

bench-tiles: setup-dev ## Measure vector tiles beside ST_AsMVT and django-vectortiles
	@benchmarks/peers.sh
	@tools/with_postgis.sh $(PY) -m benchmarks.tiles

bench-scale: setup-dev ## Measure the gap table of nations of 50 to 600,000 villages
	@$(PY) -m benchmarks.scale
	@SECRET_KEY=benchmark tools/with_postgis.sh $(PY) -m benchmarks.workers

bench-networks: setup-dev ## Measure service areas on networks of up to a million nodes
	@$(PY) -m benchmarks.networks

bench-siting: setup-dev ## Measure the location models; INSTANCES=folder for published networks
	@$(PY) -m benchmarks.siting $(INSTANCES)

bench-routes: setup-dev ## Measure inspection routes; INSTANCES=folder for published ones
	@$(PY) -m benchmarks.rounds
	@$(PY) -m benchmarks.routes $(INSTANCES)

bench-patrols: setup-dev ## Measure cleaning and covered stretches against simulated walkers
	@$(PY) -m benchmarks.patrols

bench-uploads: setup-dev ## Measure tracks a minute through the API
	@$(PY) -m benchmarks.uploads

bench-imports: setup-dev ## Measure 600,000 places coming in by COPY; ARGS="--large" for 1 GB
	@SECRET_KEY=benchmark tools/with_postgis.sh $(PY) -m benchmarks.imports $(ARGS)

bench-clients: setup-dev ## Measure GDAL reading 20,000 villages page by page, ten a page
	@SECRET_KEY=benchmark tools/with_postgis.sh $(PY) -m benchmarks.clients

screenshots: setup-dev ## Draw the pictures of the documentation
	@$(PY) tools/screenshots.py $(ARGS)

draw-patrols: setup-dev ## Draw the pictures of docs/patrols.md
	@$(PY) -m tools.draw_patrols

fixtures: setup-dev ## Build the reference data again from its sources
	@$(PY) -m fixtures.build

messages: setup-dev ## Collect the interface's texts for translation
	@$(PY) manage.py makemessages -l zh_Hans --no-location --no-wrap --ignore=.venv --ignore=.tools --ignore=var --ignore=staticfiles --ignore=tests --ignore=benchmarks

clean: ## Remove the environment, the demo database and everything made
	@rm -rf .venv .tools var staticfiles .pytest_cache .hypothesis .ruff_cache
