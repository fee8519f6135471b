# The app, its command line and (for compose.yaml) `chroma run`, all with the versions of constraints.txt.
FROM python:3.11-slim

WORKDIR /paragraf
ENV PIP_NO_CACHE_DIR=1 PYTHONDONTWRITEBYTECODE=1 ANONYMIZED_TELEMETRY=False \
    GRADIO_ANALYTICS_ENABLED=False HF_HUB_DISABLE_TELEMETRY=1

# PyTorch for the CPU; give another index for a GPU.
ARG TORCH_INDEX=https://download.pytorch.org/whl/cpu
COPY . .
RUN pip install --extra-index-url "$TORCH_INDEX" -c constraints.txt -e . \
    && useradd --create-home paragraf \
    && mkdir -p var /vectors && chown paragraf var /vectors

USER paragraf
ENV PARAGRAF_HOST=0.0.0.0
EXPOSE 7860
CMD ["python", "app.py"]
