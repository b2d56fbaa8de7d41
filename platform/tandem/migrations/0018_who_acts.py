"""Who acts: groups of creditors, teams and assignments, roles that an organization composes."""

from pathlib import Path

from tortoise import migrations
from tortoise.migrations import operations as ops
from tandem.kit.ids import new_id
from tandem.organizations.models import CaseScope
from tortoise.fields.base import OnDelete
from tortoise import fields
SQL = Path(__file__).with_name("sql")


class Migration(migrations.Migration):
    dependencies = [('tandem', '0017_evidence_problem')]

    initial = False

    operations = [
        ops.CreateModel(
            name='ComposedRole',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True)),
                ('organization_id', fields.UUIDField()),
                ('name', fields.CharField(max_length=80)),
                ('version', fields.IntField(default=1)),
            ],
            options={'table': 'roles', 'app': 'tandem', 'unique_together': (('organization_id', 'name'),), 'pk_attr': 'id', 'table_description': 'A role that an organization put together for itself; `version` grows with each change.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='RoleRule',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True)),
                ('organization_id', fields.UUIDField()),
                ('role', fields.ForeignKeyField('tandem.ComposedRole', source_field='role_id', db_constraint=True, to_field='id', related_name='rules', on_delete=OnDelete.CASCADE)),
                ('relation', fields.CharField(max_length=20)),
                ('permission', fields.CharField(max_length=80)),
            ],
            options={'table': 'role_rules', 'app': 'tandem', 'unique_together': (('role', 'relation', 'permission'),), 'pk_attr': 'id', 'table_description': 'One permission of a composed role in one relation, in the words of the policy table; void above the ceiling.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='Team',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True)),
                ('agency_id', fields.UUIDField()),
                ('name', fields.CharField(max_length=80)),
            ],
            options={'table': 'teams', 'app': 'tandem', 'unique_together': (('agency_id', 'name'),), 'pk_attr': 'id', 'table_description': 'Collectors of one agency who share case files.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='TeamMember',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True)),
                ('agency_id', fields.UUIDField()),
                ('team', fields.ForeignKeyField('tandem.Team', source_field='team_id', db_constraint=True, to_field='id', related_name='members', on_delete=OnDelete.CASCADE)),
                ('membership_id', fields.UUIDField()),
            ],
            options={'table': 'team_members', 'app': 'tandem', 'unique_together': (('team', 'membership_id'),), 'pk_attr': 'id', 'table_description': 'A membership in a team.'},
            bases=['Model'],
        ),
        ops.AddField(
            model_name='CaseFile',
            name='assignee_id',
            field=fields.UUIDField(null=True),
        ),
        ops.AddField(
            model_name='CaseFile',
            name='team_id',
            field=fields.UUIDField(null=True),
        ),
        ops.AddField(
            model_name='Membership',
            name='composed_role_id',
            field=fields.UUIDField(null=True),
        ),
        ops.AddField(
            model_name='Organization',
            name='case_scope',
            field=fields.CharEnumField(default=CaseScope.ALL, db_default='all', description='ALL: all\nTEAM: team\nASSIGNED: assigned', enum_type=CaseScope, max_length=10),
        ),
        ops.AddField(
            model_name='Organization',
            name='parent_id',
            field=fields.UUIDField(null=True),
        ),
        *(
            ops.RunSQL(SQL.joinpath("0018", name).read_text(encoding="utf-8"), reverse_sql=ops.RunSQL.noop)
            for name in ("1_tables.sql", "2_walls.sql", "3_doors.sql")
        ),
    ]
