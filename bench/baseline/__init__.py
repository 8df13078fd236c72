"""The server the bench compares with: FastAPI, SQLAlchemy 2 ORM and pydantic v2.

Written as a good engineer would write it who knows these three libraries well and starts from the
same tables: no deliberate slowness and no trick. It is never part of the product.
"""
