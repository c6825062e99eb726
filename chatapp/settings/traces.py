"""Where traces go, by OpenTelemetry's own names. Without an address there are none."""

from chatapp.settings.environment import env

OTEL_EXPORTER_OTLP_ENDPOINT: str = env("OTEL_EXPORTER_OTLP_ENDPOINT", default="")
OTEL_EXPORTER_OTLP_HEADERS: str = env("OTEL_EXPORTER_OTLP_HEADERS", default="")
OTEL_SERVICE_NAME: str = env("OTEL_SERVICE_NAME", default="chatapp")
