from http import HTTPStatus


def answer():
    return HTTPStatus.OK, '{"status": "ok"}'


def test_status():
    code, body = answer()
    assert code == 200
    assert json.loads(body)["status"] == "ok"
