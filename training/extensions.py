"""Things that are made once and bound to each application: database, sign-in, CSRF."""

from flask import Flask
from flask_login import LoginManager
from flask_sqlalchemy import SQLAlchemy
from flask_wtf import CSRFProtect
from sqlalchemy.orm import Session

from training.core.base import Base
from training.core.database import prepare

db = SQLAlchemy(model_class=Base)
login = LoginManager()
csrf = CSRFProtect()


def bind(app: Flask) -> None:
    """Bind every extension to an application."""
    db.init_app(app)
    login.init_app(app)
    csrf.init_app(app)
    login.session_protection = None
    with app.app_context():
        prepare(db.engine)


def session() -> Session:
    """The session of this request or command."""
    return db.session()
