"""Everything that a menu, the canvas or the inspector does to a document, under one roof.

Each is one undo step with a name in the person's language.
"""

from app.commands.arranging import align as align
from app.commands.arranging import arrange as arrange
from app.commands.arranging import distribute as distribute
from app.commands.arranging import move as move
from app.commands.building import Refused as Refused
from app.commands.building import add_and_connect as add_and_connect
from app.commands.building import add_node as add_node
from app.commands.building import add_note as add_note
from app.commands.building import connect as connect
from app.commands.building import connect_selected as connect_selected
from app.commands.building import reconnect as reconnect
from app.commands.copying import copy as copy
from app.commands.copying import cut as cut
from app.commands.copying import delete as delete
from app.commands.copying import delete_selection as delete_selection
from app.commands.copying import duplicate as duplicate
from app.commands.copying import paste as paste
from app.commands.copying import select_all as select_all
from app.commands.files import drop_file as drop_file
from app.commands.importing import import_network as import_network
from app.commands.importing import import_weights as import_weights
from app.commands.keeping import keep_all_weights as keep_all_weights
from app.commands.keeping import keep_weights as keep_weights
from app.commands.keeping import set_arrays as set_arrays
from app.commands.resizing import set_size as set_size
from app.commands.setting import rename as rename
from app.commands.setting import resize_note as resize_note
from app.commands.setting import set_arrangement as set_arrangement
from app.commands.setting import set_equations as set_equations
from app.commands.setting import set_identity as set_identity
from app.commands.setting import set_model as set_model
from app.commands.setting import set_parameter as set_parameter
from app.commands.setting import set_place as set_place
from app.commands.setting import set_series as set_series
from app.commands.setting import set_settings as set_settings
from app.commands.setting import set_start as set_start
from app.commands.setting import set_text as set_text
from app.commands.setting import take_places as take_places
from app.commands.setting import take_series as take_series
from app.commands.setting import write_as_equations as write_as_equations
from app.commands.synapse_setting import drop_on_link as drop_on_link
from app.commands.synapse_setting import redraw_weights as redraw_weights
from app.commands.synapse_setting import set_connections as set_connections
from app.commands.synapse_setting import set_delay as set_delay
from app.commands.synapse_setting import set_link_parameter as set_link_parameter
from app.commands.synapse_setting import set_part as set_part
from app.commands.synapse_setting import set_plasticity as set_plasticity
from app.commands.synapse_setting import set_short_term as set_short_term
from app.commands.synapse_setting import set_sign as set_sign
from app.commands.synapse_setting import set_synapse_model as set_synapse_model
from app.commands.synapse_setting import set_weight as set_weight
from app.commands.synapse_setting import set_wiring as set_wiring
