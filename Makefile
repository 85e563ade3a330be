# Short names for what a developer does often; `make` alone lists them.
VENV ?= .venv
BIN := $(VENV)/bin

.DEFAULT_GOAL := help
.PHONY: help venv format check test quality benchmark preview lock clean

help: ## list the targets
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 12

venv: ## make .venv with everything a developer needs
	python3 -m venv $(VENV)
	$(BIN)/pip install -qq --no-deps -r requirements-dev.lock
	$(BIN)/pip install -qq --no-deps -e .

format: ## format, and mend what ruff can mend
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

check: ## format, lint, types, layers: seconds
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

test: ## all tests but quality and benchmarks
	$(BIN)/python -m pytest

quality: ## the floors of extraction quality (READOUT_CORPUS)
	$(BIN)/python -m pytest -m quality

benchmark: ## timings
	$(BIN)/python -m pytest -m benchmark

preview: ## render docs/briefing.png, and every other kind of message into docs/messages (needs Node 20 and Chromium)
	cd tools/preview && npm ci --silent
	$(BIN)/python tools/preview/render.py docs

lock: ## make the lock files anew (needs uv)
	uv pip compile --universal --generate-hashes --no-header -q pyproject.toml -o requirements.lock
	uv pip compile --universal --generate-hashes --no-header -q --extra dev pyproject.toml -o requirements-dev.lock
	uv pip compile --universal --generate-hashes --no-header -q --group baselines -c requirements-dev.lock -o requirements-baselines.lock

clean: ## remove what can be made again
	rm -rf build *.egg-info .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .coverage*
