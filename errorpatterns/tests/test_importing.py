"""Imports that stay, as they may do something though nothing names them."""

import pytest

from errorpatterns.editing.places import Edit
from errorpatterns.editing.tokens import Source
from errorpatterns.importing import may_be_needed


def is_kept(file: str, told: str) -> bool:
    """Whether what stands between « and » may be needed."""
    edit = Edit(told.index("«"), told.index("»") - 1, "")
    return may_be_needed(file, Source(told.replace("«", "").replace("»", "")), [edit])


@pytest.mark.parametrize(
    "told",
    [
        "class Shop:\n    def ready(self):\n«        from . import signals\n»        go()\n",
        "class Shop:\n    def ready(self):\n«        from shop import signals\n»        go()\n",
        "try:\n«    import numpy\n»    FAST = True\nexcept ImportError:\n    FAST = False\n",
        "«from . import models\n»",
        "«from .. import models\n»",
        "from . import «models, »views\n",
        "from . import (\n    views,\n«    models,\n»)\n",
        "«import shop.signals\n»",
        "import os«, shop.signals»\n",
    ],
)
def test_stays_in_python(told: str) -> None:
    assert is_kept("apps.py", told)


@pytest.mark.parametrize(
    "told",
    [
        "«import os\n»",
        "«import os.path\n»",
        "«from shop.prices import total\n»",
        "«from .prices import total\n»",
        "from .prices import «total, »tax\n",
        "def now():\n    from time import «sleep, »time\n",
        "if TYPE_CHECKING:\n\n«    from shop import Row\n»    from shop import Table\n",
        "from . import signals\n«import os\n»",
    ],
)
def test_goes_in_python(told: str) -> None:
    assert not is_kept("apps.py", told)


@pytest.mark.parametrize(
    ("told", "kept"),
    [
        ('«import styles from "./page.css";\n»', True),
        ('«import { Card } from "./Card";\n»export const page = <Card />;\n', True),
        (
            'import { «Card, »Row } from "./Card";\nexport const page = <Card.Head of={Row} />;\n',
            True,
        ),
        ('«import { Card } from "./Card";\n»export const page = <Cards />;\n', False),
        ('«import card from "./card.js";\n»export const page = 1;\n', False),
        ('<script>\n«  import card from "./card.js";\n»  go();\n</script>\n', False),
    ],
)
def test_in_javascript(told: str, kept: bool) -> None:
    assert is_kept("page.jsx", told) is kept
