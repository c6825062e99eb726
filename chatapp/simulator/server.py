"""Starts and stops the simulator inside a running event loop."""

from types import TracebackType

from aiohttp import web

from .routes import Api

DEFAULT_TOKENS_PER_SECOND = 60.0
_SECONDS_TO_FINISH = 0.2


class Simulator:
    """A running simulator. `base_url` is what the SDK takes under the same name."""

    def __init__(self, runner: web.AppRunner, host: str, port: int, api: Api) -> None:
        self._runner = runner
        self.host = host
        self.port = port
        self.api = api

    @property
    def base_url(self) -> str:
        return f"http://{self.host}:{self.port}"

    async def close(self) -> None:
        """Stops listening and ends what is still streaming."""
        await self._runner.cleanup()

    async def __aenter__(self) -> "Simulator":
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self.close()


async def start(
    host: str = "127.0.0.1",
    port: int = 0,
    tokens_per_second: float | None = DEFAULT_TOKENS_PER_SECOND,
) -> Simulator:
    """Listens on a free port unless one is given.

    `tokens_per_second` of None streams as fast as the connection takes it, for tests.
    Raises OSError if the port is taken.
    """
    api = Api(tokens_per_second)
    runner = web.AppRunner(
        api.application(),
        access_log=None,
        handler_cancellation=True,
        shutdown_timeout=_SECONDS_TO_FINISH,
    )
    await runner.setup()
    try:
        site = web.TCPSite(runner, host, port)
        await site.start()
    except OSError:
        await runner.cleanup()
        raise
    return Simulator(runner, host, runner.addresses[0][1], api)
