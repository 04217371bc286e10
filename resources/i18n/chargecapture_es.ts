<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="es" sourcelanguage="en">
    <context>
        <name>AboutDialog</name>
        <message>
            <source>About Charge Capture</source>
            <translation>Acerca de Charge Capture</translation>
        </message>
        <message>
            <source>CPT is copyright and a registered trademark of the American Medical Association. This program ships no CPT descriptor: the labels beside code numbers are its own plain words. A practice that uses CPT codes needs its own CPT licence from the AMA.</source>
            <translation>CPT es marca registrada y obra con derechos de autor de la American Medical Association. Este programa no incluye ninguna descripción de CPT: las palabras junto a los códigos son propias. Un consultorio que use códigos CPT necesita su propia licencia de la AMA.</translation>
        </message>
        <message>
            <source>Charge capture for dermatology. Apache License 2.0.</source>
            <translation>Captura de cargos para dermatología. Licencia Apache 2.0.</translation>
        </message>
        <message>
            <source>ICD-10-CM: CDC/NCHS, public domain. NCCI edits and relative values: CMS.</source>
            <translation>ICD-10-CM: CDC/NCHS, dominio público. Ediciones NCCI y valores relativos: CMS.</translation>
        </message>
        <message>
            <source>Qt under the LGPL; Inter under the SIL Open Font License; Remix Icon.</source>
            <translation>Qt bajo la LGPL; Inter bajo la SIL Open Font License; Remix Icon.</translation>
        </message>
    </context>
    <context>
        <name>ActRow</name>
        <message>
            <source>Act</source>
            <translation>Acto</translation>
        </message>
        <message>
            <source>Circumstances</source>
            <translation>Circunstancias</translation>
        </message>
        <message>
            <source>Diagnosis</source>
            <translation>Diagnóstico</translation>
        </message>
        <message>
            <source>Remove this act</source>
            <translation>Quitar este acto</translation>
        </message>
        <message>
            <source>Remove this act; undo brings it back</source>
            <translation>Quitar este acto; deshacer lo devuelve</translation>
        </message>
        <message>
            <source>circumstances</source>
            <translation>circunstancias</translation>
        </message>
        <message>
            <source>kind of act</source>
            <translation>tipo de acto</translation>
        </message>
        <message>
            <source>remove the act</source>
            <translation>quitar el acto</translation>
        </message>
    </context>
    <context>
        <name>Alert</name>
        <message>
            <source>Look at</source>
            <translation>Revisar</translation>
        </message>
        <message>
            <source>Perhaps</source>
            <translation>Quizá</translation>
        </message>
        <message>
            <source>Stops signing</source>
            <translation>Impide firmar</translation>
        </message>
    </context>
    <context>
        <name>AlertList</name>
        <message>
            <source>To settle</source>
            <translation>Por resolver</translation>
        </message>
    </context>
    <context>
        <name>BodyMapCanvas</name>
        <message>
            <source>Body map</source>
            <translation>Mapa corporal</translation>
        </message>
        <message>
            <source>Earlier: {}</source>
            <translation>Antes: {}</translation>
        </message>
        <message>
            <source>Lesion {}</source>
            <translation>Lesión {}</translation>
        </message>
        <message>
            <source>no region: it stays where it is</source>
            <translation>ninguna región: se queda donde está</translation>
        </message>
        <message>
            <source>which side?</source>
            <translation>¿qué lado?</translation>
        </message>
        <message>
            <source>{} to: {}</source>
            <translation>{} a: {}</translation>
        </message>
    </context>
    <context>
        <name>BodyMapView</name>
        <message>
            <source>All of the view (0)</source>
            <translation>Toda la vista (0)</translation>
        </message>
        <message>
            <source>Back</source>
            <translation>Espalda</translation>
        </message>
        <message>
            <source>Backs</source>
            <translation>Dorsos</translation>
        </message>
        <message>
            <source>Click adds a lesion · Tab turns the view</source>
            <translation>Un clic añade una lesión · Tab gira la vista</translation>
        </message>
        <message>
            <source>Face</source>
            <translation>Cara</translation>
        </message>
        <message>
            <source>Feet</source>
            <translation>Pies</translation>
        </message>
        <message>
            <source>Front</source>
            <translation>Frente</translation>
        </message>
        <message>
            <source>Genital</source>
            <translation>Genital</translation>
        </message>
        <message>
            <source>Hands</source>
            <translation>Manos</translation>
        </message>
        <message>
            <source>Head</source>
            <translation>Cabeza</translation>
        </message>
        <message>
            <source>Larger (+)</source>
            <translation>Más grande (+)</translation>
        </message>
        <message>
            <source>Left</source>
            <translation>Izquierda</translation>
        </message>
        <message>
            <source>Other</source>
            <translation>Otros</translation>
        </message>
        <message>
            <source>Other sites</source>
            <translation>Otros sitios</translation>
        </message>
        <message>
            <source>Palms</source>
            <translation>Palmas</translation>
        </message>
        <message>
            <source>Patient’s left</source>
            <translation>Izq. del pac.</translation>
        </message>
        <message>
            <source>Patient’s right</source>
            <translation>Der. del pac.</translation>
        </message>
        <message>
            <source>Right</source>
            <translation>Derecha</translation>
        </message>
        <message>
            <source>Scalp</source>
            <translation>Cuero cab.</translation>
        </message>
        <message>
            <source>Signed</source>
            <translation>Firmada</translation>
        </message>
        <message>
            <source>Sites that are not drawn</source>
            <translation>Sitios que no están dibujados</translation>
        </message>
        <message>
            <source>Smaller (−)</source>
            <translation>Más pequeño (−)</translation>
        </message>
        <message>
            <source>Soles</source>
            <translation>Plantas</translation>
        </message>
        <message>
            <source>Tops</source>
            <translation>Empeines</translation>
        </message>
    </context>
    <context>
        <name>CardForm</name>
        <message>
            <source>from {}</source>
            <translation>de {}</translation>
        </message>
    </context>
    <context>
        <name>CardList</name>
        <message>
            <source>Claim</source>
            <translation>Reclamación</translation>
        </message>
        <message>
            <source>Needed: {}</source>
            <translation>Falta: {}</translation>
        </message>
        <message>
            <source>No lesions yet. Type a site ({}) or click the body map. {} adds the visit.</source>
            <translation>Aún no hay lesiones. Escriba un sitio ({}) o haga clic en el mapa corporal. {} añade la consulta.</translation>
        </message>
        <message>
            <source>Place, referral, authorization, notice, patient facts</source>
            <translation>Lugar, remisión, autorización, aviso, datos del paciente</translation>
        </message>
        <message>
            <source>Service</source>
            <translation>Servicio</translation>
        </message>
        <message>
            <source>Visit</source>
            <translation>Consulta</translation>
        </message>
        <message>
            <source>authorization {}</source>
            <translation>autorización {}</translation>
        </message>
        <message>
            <source>not charged</source>
            <translation>sin cargo</translation>
        </message>
        <message>
            <source>notice: {}</source>
            <translation>aviso: {}</translation>
        </message>
        <message>
            <source>place {}</source>
            <translation>lugar {}</translation>
        </message>
        <message>
            <source>referred by {}</source>
            <translation>remite {}</translation>
        </message>
        <message>
            <source>● from {}</source>
            <translation>● de {}</translation>
        </message>
    </context>
    <context>
        <name>Cells</name>
        <message>
            <source>needed</source>
            <translation>falta</translation>
        </message>
        <message>
            <source>not charted</source>
            <translation>sin anotar</translation>
        </message>
    </context>
    <context>
        <name>ChargeLineModel</name>
        <message>
            <source>Code</source>
            <translation>Código</translation>
        </message>
        <message>
            <source>Copied from {}</source>
            <translation>Copiado de {}</translation>
        </message>
        <message>
            <source>Cosmetic</source>
            <translation>Cosmético</translation>
        </message>
        <message>
            <source>Diagnosis</source>
            <translation>Diagnóstico</translation>
        </message>
        <message>
            <source>Fee $</source>
            <translation>Tarifa $</translation>
        </message>
        <message>
            <source>Insurance</source>
            <translation>Seguro</translation>
        </message>
        <message>
            <source>Insurance claim</source>
            <translation>Reclamación al seguro</translation>
        </message>
        <message>
            <source>Lesion</source>
            <translation>Lesión</translation>
        </message>
        <message>
            <source>Mod</source>
            <translation>Mod</translation>
        </message>
        <message>
            <source>Patient</source>
            <translation>Paciente</translation>
        </message>
        <message>
            <source>Patient pays, not sent to the insurer</source>
            <translation>Paga el paciente, no se envía al seguro</translation>
        </message>
        <message>
            <source>Practice</source>
            <translation>Consultorio</translation>
        </message>
        <message>
            <source>Units</source>
            <translation>Unid.</translation>
        </message>
        <message>
            <source>Visit</source>
            <translation>Consulta</translation>
        </message>
        <message>
            <source>Who pays</source>
            <translation>Quién paga</translation>
        </message>
        <message>
            <source>copied</source>
            <translation>copiado</translation>
        </message>
        <message>
            <source>not on the claim</source>
            <translation>no se reclama</translation>
        </message>
    </context>
    <context>
        <name>ChargesTable</name>
        <message>
            <source>Charge lines</source>
            <translation>Líneas de cargo</translation>
        </message>
        <message>
            <source>No charges yet. They appear here as the visit is charted.</source>
            <translation>Aún no hay cargos. Aparecen aquí al registrar la consulta.</translation>
        </message>
    </context>
    <context>
        <name>ChoiceField</name>
        <message>
            <source>needed</source>
            <translation>falta</translation>
        </message>
    </context>
    <context>
        <name>ClosingDialog</name>
        <message>
            <source>A reason is needed where nothing is charged.</source>
            <translation>Hace falta un motivo cuando no se cobra nada.</translation>
        </message>
        <message>
            <source>By the patient</source>
            <translation>Por el paciente</translation>
        </message>
        <message>
            <source>By the practice</source>
            <translation>Por la consulta</translation>
        </message>
        <message>
            <source>Came too late</source>
            <translation>Llegó demasiado tarde</translation>
        </message>
        <message>
            <source>Courtesy of the practice</source>
            <translation>Cortesía de la consulta</translation>
        </message>
        <message>
            <source>Did not come</source>
            <translation>No se presentó</translation>
        </message>
        <message>
            <source>Keep</source>
            <translation>Conservar</translation>
        </message>
        <message>
            <source>Left before being seen</source>
            <translation>Se fue sin ser atendido</translation>
        </message>
        <message>
            <source>Nothing is charged</source>
            <translation>No se cobra nada</translation>
        </message>
        <message>
            <source>Reason</source>
            <translation>Motivo</translation>
        </message>
        <message>
            <source>Suture removal</source>
            <translation>Retirada de puntos</translation>
        </message>
        <message>
            <source>Within the follow-up days of an operation</source>
            <translation>Dentro de los días de seguimiento de una operación</translation>
        </message>
    </context>
    <context>
        <name>Columns</name>
        <message>
            <source>{} min</source>
            <translation>{} min</translation>
        </message>
    </context>
    <context>
        <name>CommandPalette</name>
        <message>
            <source>Command</source>
            <translation>Orden</translation>
        </message>
        <message>
            <source>Commands</source>
            <translation>Órdenes</translation>
        </message>
        <message>
            <source>No command has these words.</source>
            <translation>Ninguna orden tiene estas palabras.</translation>
        </message>
        <message>
            <source>Not here: nothing to do it to.</source>
            <translation>Aquí no: no hay a qué aplicarla.</translation>
        </message>
        <message>
            <source>Type what to do</source>
            <translation>Escriba qué hacer</translation>
        </message>
    </context>
    <context>
        <name>Commands</name>
        <message>
            <source>&amp;About</source>
            <translation>&amp;Acerca de</translation>
        </message>
        <message>
            <source>&amp;Body map</source>
            <translation>&amp;Mapa corporal</translation>
        </message>
        <message>
            <source>&amp;Day</source>
            <translation>&amp;Día</translation>
        </message>
        <message>
            <source>&amp;Find a command</source>
            <translation>&amp;Buscar una orden</translation>
        </message>
        <message>
            <source>&amp;Find patient</source>
            <translation>&amp;Buscar paciente</translation>
        </message>
        <message>
            <source>&amp;Full screen</source>
            <translation>&amp;Pantalla completa</translation>
        </message>
        <message>
            <source>&amp;Keys</source>
            <translation>&amp;Teclas</translation>
        </message>
        <message>
            <source>&amp;Larger text</source>
            <translation>Texto ma&amp;yor</translation>
        </message>
        <message>
            <source>&amp;New patient</source>
            <translation>&amp;Nuevo paciente</translation>
        </message>
        <message>
            <source>&amp;Normal text</source>
            <translation>Texto n&amp;ormal</translation>
        </message>
        <message>
            <source>&amp;Open source</source>
            <translation>Abrir fue&amp;nte</translation>
        </message>
        <message>
            <source>&amp;Practice details</source>
            <translation>&amp;Datos del consultorio</translation>
        </message>
        <message>
            <source>&amp;Previous lesion</source>
            <translation>Lesión ante&amp;rior</translation>
        </message>
        <message>
            <source>&amp;Quit</source>
            <translation>&amp;Salir</translation>
        </message>
        <message>
            <source>&amp;Redo</source>
            <translation>&amp;Rehacer</translation>
        </message>
        <message>
            <source>&amp;Sign</source>
            <translation>&amp;Firmar</translation>
        </message>
        <message>
            <source>&amp;Smaller text</source>
            <translation>Texto me&amp;nor</translation>
        </message>
        <message>
            <source>&amp;Today</source>
            <translation>&amp;Hoy</translation>
        </message>
        <message>
            <source>&amp;Tour</source>
            <translation>&amp;Recorrido</translation>
        </message>
        <message>
            <source>&amp;Type a line</source>
            <translation>E&amp;scribir una línea</translation>
        </message>
        <message>
            <source>&amp;Undo</source>
            <translation>&amp;Deshacer</translation>
        </message>
        <message>
            <source>&amp;Visit</source>
            <translation>&amp;Consulta</translation>
        </message>
        <message>
            <source>&amp;Why</source>
            <translation>&amp;Por qué</translation>
        </message>
        <message>
            <source>Accept a field, choose the marked entry of a list, open a visit of the day</source>
            <translation>Acepta un campo, elige la entrada marcada de una lista, abre una consulta del día</translation>
        </message>
        <message>
            <source>Add a lesion</source>
            <translation>Añade una lesión</translation>
        </message>
        <message>
            <source>Add a patient and open a visit</source>
            <translation>Añade un paciente y abre una consulta</translation>
        </message>
        <message>
            <source>Add a service that is tied to no lesion</source>
            <translation>Añade un servicio sin lesión</translation>
        </message>
        <message>
            <source>Add a&amp;ct</source>
            <translation>Añadir a&amp;cto</translation>
        </message>
        <message>
            <source>Add ser&amp;vice</source>
            <translation>Añadir ser&amp;vicio</translation>
        </message>
        <message>
            <source>All keys</source>
            <translation>Todas las teclas</translation>
        </message>
        <message>
            <source>Alt+1 … Alt+9</source>
            <translation>Alt+1 … Alt+9</translation>
        </message>
        <message>
            <source>Amend</source>
            <translation>Enmendar</translation>
        </message>
        <message>
            <source>Among bundles and favorites: pin a favorite, or let go of it</source>
            <translation>Entre conjuntos y favoritos: fijar un favorito, o soltarlo</translation>
        </message>
        <message>
            <source>Arrows</source>
            <translation>Flechas</translation>
        </message>
        <message>
            <source>Bundles and &amp;favorites</source>
            <translation>Con&amp;juntos y favoritos</translation>
        </message>
        <message>
            <source>Cancelled…</source>
            <translation>Cancelada…</translation>
        </message>
        <message>
            <source>Change a signed visit, or take a pathology result over</source>
            <translation>Cambia una consulta firmada, o toma un resultado de patología</translation>
        </message>
        <message>
            <source>Change the time and the reason of the visit</source>
            <translation>Cambia la hora y el motivo de la consulta</translation>
        </message>
        <message>
            <source>Chart a bundle or a favorite, or keep what is charted as a bundle</source>
            <translation>Anotar un conjunto o un favorito, o guardar lo anotado como conjunto</translation>
        </message>
        <message>
            <source>Chart by typing: a site, or all that was done</source>
            <translation>Registra escribiendo: un sitio, o todo lo que se hizo</translation>
        </message>
        <message>
            <source>Close a list or a panel; what was typed stays</source>
            <translation>Cierra una lista o un panel; lo escrito queda</translation>
        </message>
        <message>
            <source>Copy lesions, acts, diagnoses and drugs of the last visit</source>
            <translation>Copiar lesiones, actos, diagnósticos y fármacos de la última visita</translation>
        </message>
        <message>
            <source>Day &amp;after</source>
            <translation>Día si&amp;guiente</translation>
        </message>
        <message>
            <source>Day &amp;before</source>
            <translation>Día an&amp;terior</translation>
        </message>
        <message>
            <source>Del</source>
            <translation>Supr</translation>
        </message>
        <message>
            <source>End the program</source>
            <translation>Termina el programa</translation>
        </message>
        <message>
            <source>Enter</source>
            <translation>Intro</translation>
        </message>
        <message>
            <source>Esc</source>
            <translation>Esc</translation>
        </message>
        <message>
            <source>Facts, rule and source of the charge line</source>
            <translation>Hechos, regla y fuente de la línea de cargo</translation>
        </message>
        <message>
            <source>Find a patient by name, account or birth date</source>
            <translation>Busca un paciente por nombre, cuenta o nacimiento</translation>
        </message>
        <message>
            <source>Find any command by its words, and do it</source>
            <translation>Busca cualquier orden por sus palabras y la ejecuta</translation>
        </message>
        <message>
            <source>Full screen and back</source>
            <translation>Pantalla completa y vuelta</translation>
        </message>
        <message>
            <source>Go from region to region on the body map, from entry to entry in a list</source>
            <translation>De región en región en el mapa corporal, de entrada en entrada en una lista</translation>
        </message>
        <message>
            <source>Go to the body map</source>
            <translation>Va al mapa corporal</translation>
        </message>
        <message>
            <source>Go to the lesion after</source>
            <translation>Va a la lesión siguiente</translation>
        </message>
        <message>
            <source>Go to the lesion before</source>
            <translation>Va a la lesión anterior</translation>
        </message>
        <message>
            <source>Go to the next field in the order of charting; on the body map, turn it</source>
            <translation>Va al campo siguiente en el orden del registro; en el mapa corporal, lo gira</translation>
        </message>
        <message>
            <source>Go to the next field that is still needed</source>
            <translation>Ir al siguiente campo que aún falta</translation>
        </message>
        <message>
            <source>Go to the next pane</source>
            <translation>Va al panel siguiente</translation>
        </message>
        <message>
            <source>Go to the pane before</source>
            <translation>Va al panel anterior</translation>
        </message>
        <message>
            <source>Go to the visit and its level</source>
            <translation>Va a la consulta y su nivel</translation>
        </message>
        <message>
            <source>Go to what the alert before is about</source>
            <translation>Va a lo que trata la alerta anterior</translation>
        </message>
        <message>
            <source>Go to what the next alert is about</source>
            <translation>Va a lo que trata la alerta siguiente</translation>
        </message>
        <message>
            <source>In lists and fields</source>
            <translation>En listas y campos</translation>
        </message>
        <message>
            <source>In the calendar: month before, month after</source>
            <translation>En el calendario: mes anterior, mes siguiente</translation>
        </message>
        <message>
            <source>In the day's list: filter. On the body map: find a site, such as l che</source>
            <translation>En la lista del día: filtrar. En el mapa corporal: buscar un sitio, como l che</translation>
        </message>
        <message>
            <source>In the day's list: look at what a visit is charged and lacks</source>
            <translation>En la lista del día: mira qué se cobra y qué falta en una consulta</translation>
        </message>
        <message>
            <source>In the day's list: say why nothing is charged</source>
            <translation>En la lista del día: indica por qué no se cobra nada</translation>
        </message>
        <message>
            <source>Ins</source>
            <translation>Ins</translation>
        </message>
        <message>
            <source>Larger text</source>
            <translation>Texto mayor</translation>
        </message>
        <message>
            <source>Last v&amp;isit</source>
            <translation>Última v&amp;isita</translation>
        </message>
        <message>
            <source>Lesions that wait for a result</source>
            <translation>Lesiones que esperan un resultado</translation>
        </message>
        <message>
            <source>Letters</source>
            <translation>Letras</translation>
        </message>
        <message>
            <source>Look at the superbill of this visit and print it</source>
            <translation>Muestra la superbill de esta consulta y la imprime</translation>
        </message>
        <message>
            <source>Ne&amp;xt lesion</source>
            <translation>Lesión sig&amp;uiente</translation>
        </message>
        <message>
            <source>New &amp;lesion</source>
            <translation>Nueva &amp;lesión</translation>
        </message>
        <message>
            <source>Next &amp;alert</source>
            <translation>&amp;Alerta siguiente</translation>
        </message>
        <message>
            <source>Next &amp;pane</source>
            <translation>Pane&amp;l siguiente</translation>
        </message>
        <message>
            <source>Next empt&amp;y field</source>
            <translation>Siguiente campo vací&amp;o</translation>
        </message>
        <message>
            <source>No charge…</source>
            <translation>Sin cargo…</translation>
        </message>
        <message>
            <source>No-show…</source>
            <translation>No se presentó…</translation>
        </message>
        <message>
            <source>On the body map: larger, smaller, all of the view; the wheel does it too</source>
            <translation>En el mapa corporal: más grande, más pequeño, toda la vista; también con la rueda</translation>
        </message>
        <message>
            <source>On the body map: move the lesion at hand to the region beside; a disc may be dragged</source>
            <translation>En el mapa corporal: mover la lesión actual a la región de al lado; un disco se puede arrastrar</translation>
        </message>
        <message>
            <source>On the body map: the lesions of today, then those of earlier visits</source>
            <translation>En el mapa corporal: las lesiones de hoy, luego las de visitas anteriores</translation>
        </message>
        <message>
            <source>Patholo&amp;gy</source>
            <translation>P&amp;atología</translation>
        </message>
        <message>
            <source>PgUp, PgDown</source>
            <translation>RePág, AvPág</translation>
        </message>
        <message>
            <source>Practice, providers and fees</source>
            <translation>Consultorio, profesionales y tarifas</translation>
        </message>
        <message>
            <source>Previous alert</source>
            <translation>Alerta anterior</translation>
        </message>
        <message>
            <source>Previous pane</source>
            <translation>Panel anterior</translation>
        </message>
        <message>
            <source>Print &amp;superbill</source>
            <translation>&amp;Imprimir superbill</translation>
        </message>
        <message>
            <source>Print si&amp;gned superbills</source>
            <translation>Imprimir las &amp;firmadas</translation>
        </message>
        <message>
            <source>Print what was signed on the day shown and is not printed yet</source>
            <translation>Imprime lo firmado del día mostrado que aún no está impreso</translation>
        </message>
        <message>
            <source>Re&amp;move lesion</source>
            <translation>&amp;Quitar lesión</translation>
        </message>
        <message>
            <source>Remove the lesion, service or visit at hand</source>
            <translation>Quita la lesión, el servicio o la consulta en curso</translation>
        </message>
        <message>
            <source>Save no&amp;w</source>
            <translation>&amp;Guardar ahora</translation>
        </message>
        <message>
            <source>Save now; it saves by itself</source>
            <translation>Guarda ahora; también se guarda solo</translation>
        </message>
        <message>
            <source>Say that the patient did not come</source>
            <translation>Indica que el paciente no se presentó</translation>
        </message>
        <message>
            <source>Say that the visit was called off</source>
            <translation>Indica que la consulta se canceló</translation>
        </message>
        <message>
            <source>Say what was done to the lesion</source>
            <translation>Indica qué se hizo en la lesión</translation>
        </message>
        <message>
            <source>Say why nothing is charged for the visit</source>
            <translation>Indica por qué no se cobra nada de la consulta</translation>
        </message>
        <message>
            <source>Settle the alert of that place in the list</source>
            <translation>Resuelve la alerta de ese lugar de la lista</translation>
        </message>
        <message>
            <source>Shift+Arrows</source>
            <translation>Mayús+Flechas</translation>
        </message>
        <message>
            <source>Sign and open next</source>
            <translation>Firmar y abrir la siguiente</translation>
        </message>
        <message>
            <source>Sign the visit: its charges are frozen</source>
            <translation>Firma la consulta: sus cargos quedan fijos</translation>
        </message>
        <message>
            <source>Sign, and open the next visit to be charted</source>
            <translation>Firma y abre la siguiente consulta por registrar</translation>
        </message>
        <message>
            <source>Smaller text</source>
            <translation>Texto menor</translation>
        </message>
        <message>
            <source>Space</source>
            <translation>Espacio</translation>
        </message>
        <message>
            <source>Tab</source>
            <translation>Tab</translation>
        </message>
        <message>
            <source>Table and published source of the charge line</source>
            <translation>Tabla y fuente publicada de la línea de cargo</translation>
        </message>
        <message>
            <source>Take back no charge</source>
            <translation>Deshacer «sin cargo»</translation>
        </message>
        <message>
            <source>Take it again</source>
            <translation>Lo hace otra vez</translation>
        </message>
        <message>
            <source>Take the last step back</source>
            <translation>Retira el último paso</translation>
        </message>
        <message>
            <source>Text at 100 %</source>
            <translation>Texto al 100 %</translation>
        </message>
        <message>
            <source>The day's visits</source>
            <translation>Las consultas del día</translation>
        </message>
        <message>
            <source>The visit at hand</source>
            <translation>La consulta en curso</translation>
        </message>
        <message>
            <source>The visit is to be charged after all</source>
            <translation>La consulta sí se cobra</translation>
        </message>
        <message>
            <source>The visits of the day after</source>
            <translation>Las consultas del día siguiente</translation>
        </message>
        <message>
            <source>The visits of the day before</source>
            <translation>Las consultas del día anterior</translation>
        </message>
        <message>
            <source>Time and reason…</source>
            <translation>Hora y motivo…</translation>
        </message>
        <message>
            <source>Today's visits</source>
            <translation>Las consultas de hoy</translation>
        </message>
        <message>
            <source>Two minutes through the window</source>
            <translation>Dos minutos por la ventana</translation>
        </message>
        <message>
            <source>Version, licences and the CPT notice</source>
            <translation>Versión, licencias y el aviso de CPT</translation>
        </message>
        <message>
            <source>Visit l&amp;evel</source>
            <translation>Niv&amp;el de consulta</translation>
        </message>
    </context>
    <context>
        <name>DayCommands</name>
        <message>
            <source>Leave it</source>
            <translation>Dejarlo</translation>
        </message>
        <message>
            <source>Making the superbills of {} visits</source>
            <translation>Preparando las superbills de {} consultas</translation>
        </message>
        <message>
            <source>No visit of this day is signed yet.</source>
            <translation>Aún no hay ninguna consulta firmada de este día.</translation>
        </message>
        <message>
            <source>No visit of this provider is left to chart.</source>
            <translation>A este profesional no le queda ninguna consulta por registrar.</translation>
        </message>
        <message>
            <source>Print again</source>
            <translation>Imprimir de nuevo</translation>
        </message>
        <message>
            <source>Printing: {} of {}</source>
            <translation>Imprimiendo: {} de {}</translation>
        </message>
        <message>
            <source>The superbills of all {} signed visits are printed. Print them again?</source>
            <translation>Las superbills de las {} consultas firmadas ya están impresas. ¿Imprimirlas de nuevo?</translation>
        </message>
        <message>
            <source>{} left out: {}</source>
            <translation>{} sin imprimir: {}</translation>
        </message>
        <message>
            <source>{} superbills printed.</source>
            <translation>{} superbills impresas.</translation>
        </message>
    </context>
    <context>
        <name>DayFoot</name>
        <message>
            <source>In drafts</source>
            <translation>En borradores</translation>
        </message>
        <message>
            <source>No visit of this day is signed yet</source>
            <translation>Aún no hay ninguna consulta firmada de este día</translation>
        </message>
        <message>
            <source>Print signed superbills</source>
            <translation>Imprimir las firmadas</translation>
        </message>
        <message>
            <source>Signed, insurance</source>
            <translation>Firmado, seguro</translation>
        </message>
        <message>
            <source>Signed, patient</source>
            <translation>Firmado, paciente</translation>
        </message>
    </context>
    <context>
        <name>DayListModel</name>
        <message>
            <source>Account</source>
            <translation>Cuenta</translation>
        </message>
        <message>
            <source>Cancelled</source>
            <translation>Cancelada</translation>
        </message>
        <message>
            <source>Cosmetic only</source>
            <translation>Solo estético</translation>
        </message>
        <message>
            <source>Draft</source>
            <translation>Borrador</translation>
        </message>
        <message>
            <source>Facts missing</source>
            <translation>Faltan datos</translation>
        </message>
        <message>
            <source>Insurance $</source>
            <translation>Seguro $</translation>
        </message>
        <message>
            <source>Lines</source>
            <translation>Líneas</translation>
        </message>
        <message>
            <source>No charge</source>
            <translation>Sin cargo</translation>
        </message>
        <message>
            <source>No-show</source>
            <translation>No vino</translation>
        </message>
        <message>
            <source>Not charted</source>
            <translation>Sin registrar</translation>
        </message>
        <message>
            <source>Note</source>
            <translation>Nota</translation>
        </message>
        <message>
            <source>Pathology hold</source>
            <translation>Espera patología</translation>
        </message>
        <message>
            <source>Patient</source>
            <translation>Paciente</translation>
        </message>
        <message>
            <source>Patient $</source>
            <translation>Paciente $</translation>
        </message>
        <message>
            <source>Payer</source>
            <translation>Pagador</translation>
        </message>
        <message>
            <source>Printed</source>
            <translation>Impresa</translation>
        </message>
        <message>
            <source>Provider</source>
            <translation>Profesional</translation>
        </message>
        <message>
            <source>Ready to sign</source>
            <translation>Lista para firmar</translation>
        </message>
        <message>
            <source>Reason</source>
            <translation>Motivo</translation>
        </message>
        <message>
            <source>Scheduled</source>
            <translation>Prevista</translation>
        </message>
        <message>
            <source>Signed</source>
            <translation>Firmada</translation>
        </message>
        <message>
            <source>State</source>
            <translation>Estado</translation>
        </message>
        <message>
            <source>Time</source>
            <translation>Hora</translation>
        </message>
    </context>
    <context>
        <name>DayView</name>
        <message>
            <source>&amp;Cancelled…</source>
            <translation>&amp;Cancelada…</translation>
        </message>
        <message>
            <source>&amp;Look at charges</source>
            <translation>&amp;Mirar los cargos</translation>
        </message>
        <message>
            <source>&amp;No charge…</source>
            <translation>&amp;Sin cargo…</translation>
        </message>
        <message>
            <source>&amp;Open</source>
            <translation>&amp;Abrir</translation>
        </message>
        <message>
            <source>&amp;Time and reason…</source>
            <translation>&amp;Hora y motivo…</translation>
        </message>
        <message>
            <source>1 visit</source>
            <translation>1 consulta</translation>
        </message>
        <message>
            <source>Day after</source>
            <translation>Día siguiente</translation>
        </message>
        <message>
            <source>Day after ({})</source>
            <translation>Día siguiente ({})</translation>
        </message>
        <message>
            <source>Day before</source>
            <translation>Día anterior</translation>
        </message>
        <message>
            <source>Day before ({})</source>
            <translation>Día anterior ({})</translation>
        </message>
        <message>
            <source>Del</source>
            <translation>Supr</translation>
        </message>
        <message>
            <source>Enter</source>
            <translation>Intro</translation>
        </message>
        <message>
            <source>Filter by name, account, payer or state</source>
            <translation>Filtrar por nombre, cuenta, pagador o estado</translation>
        </message>
        <message>
            <source>New patient</source>
            <translation>Nuevo paciente</translation>
        </message>
        <message>
            <source>No-&amp;show…</source>
            <translation>&amp;No se presentó…</translation>
        </message>
        <message>
            <source>Space</source>
            <translation>Espacio</translation>
        </message>
        <message>
            <source>Take &amp;back that nothing is charged</source>
            <translation>&amp;Deshacer «sin cargo»</translation>
        </message>
        <message>
            <source>Today</source>
            <translation>Hoy</translation>
        </message>
        <message>
            <source>{} signed</source>
            <translation>{} firmadas</translation>
        </message>
        <message>
            <source>{} to come</source>
            <translation>{} por venir</translation>
        </message>
        <message>
            <source>{} to finish</source>
            <translation>{} por terminar</translation>
        </message>
        <message>
            <source>{} visits</source>
            <translation>{} consultas</translation>
        </message>
    </context>
    <context>
        <name>Days</name>
        <message>
            <source>en|MMMM yyyy</source>
            <translation>es|MMMM yyyy</translation>
        </message>
        <message>
            <source>en|dddd, d MMMM yyyy</source>
            <translation>es|dddd, d 'de' MMMM 'de' yyyy</translation>
        </message>
    </context>
    <context>
        <name>Earlier</name>
        <message>
            <source> (before the result: {})</source>
            <translation> (antes del resultado: {})</translation>
        </message>
        <message>
            <source> (not signed)</source>
            <translation> (sin firmar)</translation>
        </message>
        <message>
            <source>Mohs surgery</source>
            <translation>cirugía de Mohs</translation>
        </message>
        <message>
            <source>biopsied</source>
            <translation>biopsiada</translation>
        </message>
        <message>
            <source>closed</source>
            <translation>cerrada</translation>
        </message>
        <message>
            <source>closed by a flap</source>
            <translation>cerrada con colgajo</translation>
        </message>
        <message>
            <source>debrided</source>
            <translation>desbridada</translation>
        </message>
        <message>
            <source>destroyed</source>
            <translation>destruida</translation>
        </message>
        <message>
            <source>drained</source>
            <translation>drenada</translation>
        </message>
        <message>
            <source>excised</source>
            <translation>extirpada</translation>
        </message>
        <message>
            <source>excised wider</source>
            <translation>ampliada la escisión</translation>
        </message>
        <message>
            <source>extracted</source>
            <translation>extraída</translation>
        </message>
        <message>
            <source>frozen</source>
            <translation>congelada</translation>
        </message>
        <message>
            <source>grafted</source>
            <translation>injertada</translation>
        </message>
        <message>
            <source>injected</source>
            <translation>infiltrada</translation>
        </message>
        <message>
            <source>nail treated</source>
            <translation>uña tratada</translation>
        </message>
        <message>
            <source>no diagnosis</source>
            <translation>sin diagnóstico</translation>
        </message>
        <message>
            <source>pared</source>
            <translation>rebajada</translation>
        </message>
        <message>
            <source>pathology not back</source>
            <translation>falta la patología</translation>
        </message>
        <message>
            <source>photodynamic therapy</source>
            <translation>terapia fotodinámica</translation>
        </message>
        <message>
            <source>phototherapy</source>
            <translation>fototerapia</translation>
        </message>
        <message>
            <source>seen</source>
            <translation>vista</translation>
        </message>
        <message>
            <source>shaved</source>
            <translation>rasurada</translation>
        </message>
        <message>
            <source>tag removed</source>
            <translation>acrocordón retirado</translation>
        </message>
        <message>
            <source>treated</source>
            <translation>tratada</translation>
        </message>
        <message>
            <source>treated for looks</source>
            <translation>tratada por estética</translation>
        </message>
    </context>
    <context>
        <name>EditionBanner</name>
        <message>
            <source>Hide for today</source>
            <translation>Ocultar por hoy</translation>
        </message>
        <message>
            <source>Import the newer files with `chargecapture codes import`, then open the visit.</source>
            <translation>Importe los archivos más nuevos con `chargecapture codes import` y abra la visita.</translation>
        </message>
        <message>
            <source>No edition at hand covers {}. The last one at hand is used.</source>
            <translation>Ninguna edición disponible cubre {}. Se usa la última disponible.</translation>
        </message>
    </context>
    <context>
        <name>Facts</name>
        <message>
            <source>Age</source>
            <translation>Edad</translation>
        </message>
        <message>
            <source>Applied by</source>
            <translation>Aplicado por</translation>
        </message>
        <message>
            <source>Area</source>
            <translation>Área</translation>
        </message>
        <message>
            <source>Assistant</source>
            <translation>Ayudante</translation>
        </message>
        <message>
            <source>Assistant role</source>
            <translation>Función del ayudante</translation>
        </message>
        <message>
            <source>Class findings</source>
            <translation>Hallazgos de clase</translation>
        </message>
        <message>
            <source>Code</source>
            <translation>Código</translation>
        </message>
        <message>
            <source>Complexity</source>
            <translation>Complejidad</translation>
        </message>
        <message>
            <source>Complicated</source>
            <translation>Complicado</translation>
        </message>
        <message>
            <source>Component</source>
            <translation>Componente</translation>
        </message>
        <message>
            <source>Container</source>
            <translation>Envase</translation>
        </message>
        <message>
            <source>Count</source>
            <translation>Cantidad</translation>
        </message>
        <message>
            <source>Curettage</source>
            <translation>Curetaje</translation>
        </message>
        <message>
            <source>Data</source>
            <translation>Datos</translation>
        </message>
        <message>
            <source>Date</source>
            <translation>Fecha</translation>
        </message>
        <message>
            <source>Decision for surgery</source>
            <translation>Decisión de cirugía</translation>
        </message>
        <message>
            <source>Deep structure</source>
            <translation>Estructura profunda</translation>
        </message>
        <message>
            <source>Depth</source>
            <translation>Profundidad</translation>
        </message>
        <message>
            <source>Diagnoses</source>
            <translation>Diagnósticos</translation>
        </message>
        <message>
            <source>Diagnosis</source>
            <translation>Diagnóstico</translation>
        </message>
        <message>
            <source>Digits</source>
            <translation>Dedos</translation>
        </message>
        <message>
            <source>Discontinued</source>
            <translation>Interrumpido</translation>
        </message>
        <message>
            <source>Dose</source>
            <translation>Dosis</translation>
        </message>
        <message>
            <source>Drug</source>
            <translation>Fármaco</translation>
        </message>
        <message>
            <source>Established</source>
            <translation>Establecido</translation>
        </message>
        <message>
            <source>Excised</source>
            <translation>Extirpado</translation>
        </message>
        <message>
            <source>Extensive</source>
            <translation>Extenso</translation>
        </message>
        <message>
            <source>Facial</source>
            <translation>Facial</translation>
        </message>
        <message>
            <source>Frozen blocks</source>
            <translation>Bloques congelados</translation>
        </message>
        <message>
            <source>Graft</source>
            <translation>Injerto</translation>
        </message>
        <message>
            <source>Hcpcs</source>
            <translation>HCPCS</translation>
        </message>
        <message>
            <source>Id</source>
            <translation>Id.</translation>
        </message>
        <message>
            <source>Immunosuppressed</source>
            <translation>Inmunosuprimido</translation>
        </message>
        <message>
            <source>Kind</source>
            <translation>Tipo</translation>
        </message>
        <message>
            <source>Length</source>
            <translation>Longitud</translation>
        </message>
        <message>
            <source>Lesion</source>
            <translation>Lesión</translation>
        </message>
        <message>
            <source>Level</source>
            <translation>Nivel</translation>
        </message>
        <message>
            <source>Lid</source>
            <translation>Párpado</translation>
        </message>
        <message>
            <source>Light</source>
            <translation>Luz</translation>
        </message>
        <message>
            <source>Longitudinal</source>
            <translation>Longitudinal</translation>
        </message>
        <message>
            <source>Margin</source>
            <translation>Margen</translation>
        </message>
        <message>
            <source>Method</source>
            <translation>Método</translation>
        </message>
        <message>
            <source>Minutes</source>
            <translation>Minutos</translation>
        </message>
        <message>
            <source>Modifiers</source>
            <translation>Modificadores</translation>
        </message>
        <message>
            <source>Nature</source>
            <translation>Naturaleza</translation>
        </message>
        <message>
            <source>Neuropathy</source>
            <translation>Neuropatía</translation>
        </message>
        <message>
            <source>Organism stains</source>
            <translation>Tinciones de organismos</translation>
        </message>
        <message>
            <source>Planned next</source>
            <translation>Siguiente prevista</translation>
        </message>
        <message>
            <source>Price</source>
            <translation>Precio</translation>
        </message>
        <message>
            <source>Prior pathology</source>
            <translation>Patología previa</translation>
        </message>
        <message>
            <source>Problems</source>
            <translation>Problemas</translation>
        </message>
        <message>
            <source>Procedures</source>
            <translation>Procedimientos</translation>
        </message>
        <message>
            <source>Puncture</source>
            <translation>Punción</translation>
        </message>
        <message>
            <source>Re excision</source>
            <translation>Reescisión</translation>
        </message>
        <message>
            <source>Reduced</source>
            <translation>Reducido</translation>
        </message>
        <message>
            <source>Related</source>
            <translation>Relacionada</translation>
        </message>
        <message>
            <source>Rendering</source>
            <translation>Profesional</translation>
        </message>
        <message>
            <source>Repeat</source>
            <translation>Repetido</translation>
        </message>
        <message>
            <source>Requested by patient</source>
            <translation>A petición del paciente</translation>
        </message>
        <message>
            <source>Return to or</source>
            <translation>Vuelta a quirófano</translation>
        </message>
        <message>
            <source>Risk</source>
            <translation>Riesgo</translation>
        </message>
        <message>
            <source>Same as</source>
            <translation>La misma que</translation>
        </message>
        <message>
            <source>Same incision</source>
            <translation>Misma incisión</translation>
        </message>
        <message>
            <source>Separate</source>
            <translation>Aparte</translation>
        </message>
        <message>
            <source>Separate session</source>
            <translation>Otra sesión</translation>
        </message>
        <message>
            <source>Service</source>
            <translation>Servicio</translation>
        </message>
        <message>
            <source>Sex</source>
            <translation>Sexo</translation>
        </message>
        <message>
            <source>Side</source>
            <translation>Lado</translation>
        </message>
        <message>
            <source>Site</source>
            <translation>Sitio</translation>
        </message>
        <message>
            <source>Specimens</source>
            <translation>Muestras</translation>
        </message>
        <message>
            <source>Staff only</source>
            <translation>Solo personal</translation>
        </message>
        <message>
            <source>Stages</source>
            <translation>Etapas</translation>
        </message>
        <message>
            <source>Supervised hours</source>
            <translation>Horas supervisadas</translation>
        </message>
        <message>
            <source>Symptoms</source>
            <translation>Síntomas</translation>
        </message>
        <message>
            <source>Telehealth</source>
            <translation>Telesalud</translation>
        </message>
        <message>
            <source>Test</source>
            <translation>Prueba</translation>
        </message>
        <message>
            <source>Units</source>
            <translation>Unidades</translation>
        </message>
        <message>
            <source>Wasted</source>
            <translation>Desechado</translation>
        </message>
        <message>
            <source>What</source>
            <translation>Qué</translation>
        </message>
    </context>
    <context>
        <name>FavouritesView</name>
        <message>
            <source>Bundle or favorite</source>
            <translation>Conjunto o favorito</translation>
        </message>
        <message>
            <source>Bundles and favorites</source>
            <translation>Conjuntos y favoritos</translation>
        </message>
        <message>
            <source>Chart it</source>
            <translation>Anotarlo</translation>
        </message>
        <message>
            <source>Chart the bundle all the same?</source>
            <translation>¿Anotar el conjunto de todos modos?</translation>
        </message>
        <message>
            <source>Delete</source>
            <translation>Eliminar</translation>
        </message>
        <message>
            <source>Delete the bundle “{}”? Visits that it was charted in stay.</source>
            <translation>¿Eliminar el conjunto «{}»? Las visitas en que se anotó quedan.</translation>
        </message>
        <message>
            <source>Enter charts it on the lesion at hand, or as a service.</source>
            <translation>Intro lo anota en la lesión actual, o como servicio.</translation>
        </message>
        <message>
            <source>Enter charts the bundle and asks for what it leaves blank.</source>
            <translation>Intro anota el conjunto y pregunta lo que deja en blanco.</translation>
        </message>
        <message>
            <source>Enter keeps the name, Esc leaves “{}”.</source>
            <translation>Intro guarda el nombre, Esc deja «{}».</translation>
        </message>
        <message>
            <source>Enter keeps what is charted as a bundle, without sizes, sides and pathology.</source>
            <translation>Intro guarda lo anotado como conjunto, sin tamaños, lados ni patología.</translation>
        </message>
        <message>
            <source>Keep</source>
            <translation>Conservar</translation>
        </message>
        <message>
            <source>Leave it</source>
            <translation>Dejarlo</translation>
        </message>
        <message>
            <source>New name of the bundle</source>
            <translation>Nombre nuevo del conjunto</translation>
        </message>
        <message>
            <source>Nothing has these words. Down and Enter keep what is charted as a bundle.</source>
            <translation>Nada tiene estas palabras. Abajo e Intro guardan lo anotado como conjunto.</translation>
        </message>
        <message>
            <source>Nothing has these words. What is charted can be kept as a bundle.</source>
            <translation>Nada tiene estas palabras. Lo que se anota puede guardarse como conjunto.</translation>
        </message>
        <message>
            <source>Pin</source>
            <translation>Fijar</translation>
        </message>
        <message>
            <source>Rename</source>
            <translation>Cambiar nombre</translation>
        </message>
        <message>
            <source>Type, or a name for a new bundle</source>
            <translation>Escriba, o dé nombre a un conjunto nuevo</translation>
        </message>
        <message>
            <source>Unpin</source>
            <translation>Soltar</translation>
        </message>
    </context>
    <context>
        <name>FeeTable</name>
        <message>
            <source>Code</source>
            <translation>Código</translation>
        </message>
        <message>
            <source>Fee $</source>
            <translation>Tarifa $</translation>
        </message>
        <message>
            <source>Fees by code</source>
            <translation>Tarifas por código</translation>
        </message>
        <message>
            <source>The fee of {} cannot be read: {}</source>
            <translation>La tarifa de {} no se puede leer: {}</translation>
        </message>
        <message>
            <source>What it is</source>
            <translation>Qué es</translation>
        </message>
    </context>
    <context>
        <name>FieldEditor</name>
        <message>
            <source>needed</source>
            <translation>falta</translation>
        </message>
    </context>
    <context>
        <name>FlagField</name>
        <message>
            <source>needed</source>
            <translation>falta</translation>
        </message>
    </context>
    <context>
        <name>Forms</name>
        <message>
            <source>Abn mandatory</source>
            <translation>ABN obligatorio</translation>
        </message>
        <message>
            <source>Abn voluntary</source>
            <translation>ABN voluntario</translation>
        </message>
        <message>
            <source>Abscess</source>
            <translation>Absceso</translation>
        </message>
        <message>
            <source>Acne surgery</source>
            <translation>Cirugía de acné</translation>
        </message>
        <message>
            <source>Active</source>
            <translation>Activa</translation>
        </message>
        <message>
            <source>Allergens</source>
            <translation>Alérgenos</translation>
        </message>
        <message>
            <source>Another session of the day</source>
            <translation>Otra sesión del día</translation>
        </message>
        <message>
            <source>Applied by</source>
            <translation>Aplicado por</translation>
        </message>
        <message>
            <source>Area</source>
            <translation>Área</translation>
        </message>
        <message>
            <source>Area cm²</source>
            <translation>Área cm²</translation>
        </message>
        <message>
            <source>As assisting PA or NP</source>
            <translation>Como PA o NP ayudante</translation>
        </message>
        <message>
            <source>As assisting surgeon</source>
            <translation>Como cirujano ayudante</translation>
        </message>
        <message>
            <source>As assisting surgeon, no resident available</source>
            <translation>Como cirujano ayudante, sin residente disponible</translation>
        </message>
        <message>
            <source>Atypical prior biopsy</source>
            <translation>Biopsia previa atípica</translation>
        </message>
        <message>
            <source>Audio</source>
            <translation>Audio</translation>
        </message>
        <message>
            <source>Authorization</source>
            <translation>Autorización</translation>
        </message>
        <message>
            <source>Avulsion</source>
            <translation>Avulsión</translation>
        </message>
        <message>
            <source>Benign</source>
            <translation>Benigna</translation>
        </message>
        <message>
            <source>Bilateral</source>
            <translation>Bilateral</translation>
        </message>
        <message>
            <source>Biopsy</source>
            <translation>Biopsia</translation>
        </message>
        <message>
            <source>Bleeding</source>
            <translation>Sangra</translation>
        </message>
        <message>
            <source>Blocks of each stage</source>
            <translation>Bloques de cada etapa</translation>
        </message>
        <message>
            <source>Bone</source>
            <translation>Hueso</translation>
        </message>
        <message>
            <source>Both defects cm²</source>
            <translation>Ambos defectos cm²</translation>
        </message>
        <message>
            <source>By code</source>
            <translation>Por código</translation>
        </message>
        <message>
            <source>By puncture</source>
            <translation>Por punción</translation>
        </message>
        <message>
            <source>CLIA number</source>
            <translation>Número CLIA</translation>
        </message>
        <message>
            <source>Changing</source>
            <translation>Cambia</translation>
        </message>
        <message>
            <source>Chemical</source>
            <translation>Química</translation>
        </message>
        <message>
            <source>Chemical peel</source>
            <translation>Peeling químico</translation>
        </message>
        <message>
            <source>Child</source>
            <translation>Hijo</translation>
        </message>
        <message>
            <source>Class findings</source>
            <translation>Hallazgos de clase</translation>
        </message>
        <message>
            <source>Clia</source>
            <translation>CLIA</translation>
        </message>
        <message>
            <source>Clinician</source>
            <translation>Clínico</translation>
        </message>
        <message>
            <source>Closure</source>
            <translation>Cierre</translation>
        </message>
        <message>
            <source>Code</source>
            <translation>Código</translation>
        </message>
        <message>
            <source>Commercial</source>
            <translation>Comercial</translation>
        </message>
        <message>
            <source>Complex</source>
            <translation>Compleja</translation>
        </message>
        <message>
            <source>Complicated</source>
            <translation>Complicado</translation>
        </message>
        <message>
            <source>Component</source>
            <translation>Componente</translation>
        </message>
        <message>
            <source>Container</source>
            <translation>Envase</translation>
        </message>
        <message>
            <source>Continuing care</source>
            <translation>Atención continua</translation>
        </message>
        <message>
            <source>Cosmetic service</source>
            <translation>Servicio cosmético</translation>
        </message>
        <message>
            <source>Count</source>
            <translation>Cantidad</translation>
        </message>
        <message>
            <source>Cryosurgery</source>
            <translation>Criocirugía</translation>
        </message>
        <message>
            <source>Curettage</source>
            <translation>Curetaje</translation>
        </message>
        <message>
            <source>Data</source>
            <translation>Datos</translation>
        </message>
        <message>
            <source>Debridement</source>
            <translation>Desbridamiento</translation>
        </message>
        <message>
            <source>Decision for surgery</source>
            <translation>Decisión de cirugía</translation>
        </message>
        <message>
            <source>Deep structure</source>
            <translation>Estructura profunda</translation>
        </message>
        <message>
            <source>Deepest tissue removed</source>
            <translation>Tejido más profundo retirado</translation>
        </message>
        <message>
            <source>Depth</source>
            <translation>Profundidad</translation>
        </message>
        <message>
            <source>Dermal</source>
            <translation>Dérmico</translation>
        </message>
        <message>
            <source>Destruction</source>
            <translation>Destrucción</translation>
        </message>
        <message>
            <source>Diagnosis</source>
            <translation>Diagnóstico</translation>
        </message>
        <message>
            <source>Digits</source>
            <translation>Dedos</translation>
        </message>
        <message>
            <source>Discontinued</source>
            <translation>Interrumpido</translation>
        </message>
        <message>
            <source>Done again the same day</source>
            <translation>Repetido el mismo día</translation>
        </message>
        <message>
            <source>Dose</source>
            <translation>Dosis</translation>
        </message>
        <message>
            <source>Dose mg</source>
            <translation>Dosis mg</translation>
        </message>
        <message>
            <source>Drug</source>
            <translation>Fármaco</translation>
        </message>
        <message>
            <source>Drug code</source>
            <translation>Código del fármaco</translation>
        </message>
        <message>
            <source>Electrosurgery</source>
            <translation>Electrocirugía</translation>
        </message>
        <message>
            <source>Epidermal</source>
            <translation>Epidérmico</translation>
        </message>
        <message>
            <source>Established patient</source>
            <translation>Paciente establecido</translation>
        </message>
        <message>
            <source>Excimer</source>
            <translation>Excímero</translation>
        </message>
        <message>
            <source>Excised cm</source>
            <translation>Extirpado cm</translation>
        </message>
        <message>
            <source>Excised diameter</source>
            <translation>Diámetro extirpado</translation>
        </message>
        <message>
            <source>Excision</source>
            <translation>Escisión</translation>
        </message>
        <message>
            <source>Extensive</source>
            <translation>Extenso</translation>
        </message>
        <message>
            <source>Face</source>
            <translation>Cara</translation>
        </message>
        <message>
            <source>Facial</source>
            <translation>Facial</translation>
        </message>
        <message>
            <source>Female</source>
            <translation>Femenino</translation>
        </message>
        <message>
            <source>Flap (adjacent tissue)</source>
            <translation>Colgajo (adyacente)</translation>
        </message>
        <message>
            <source>Follow-up of a procedure</source>
            <translation>Control de un procedimiento</translation>
        </message>
        <message>
            <source>Foreign body</source>
            <translation>Cuerpo extraño</translation>
        </message>
        <message>
            <source>Frozen blocks</source>
            <translation>Bloques congelados</translation>
        </message>
        <message>
            <source>Full thickness</source>
            <translation>Espesor total</translation>
        </message>
        <message>
            <source>Fungal culture</source>
            <translation>Cultivo de hongos</translation>
        </message>
        <message>
            <source>Global</source>
            <translation>Global</translation>
        </message>
        <message>
            <source>Goeckerman</source>
            <translation>Goeckerman</translation>
        </message>
        <message>
            <source>Graft</source>
            <translation>Injerto</translation>
        </message>
        <message>
            <source>Grounds</source>
            <translation>Fundamentos</translation>
        </message>
        <message>
            <source>Growing</source>
            <translation>Crece</translation>
        </message>
        <message>
            <source>Hematoma</source>
            <translation>Hematoma</translation>
        </message>
        <message>
            <source>Hematoma evacuation</source>
            <translation>Evacuación de hematoma</translation>
        </message>
        <message>
            <source>High</source>
            <translation>Alto</translation>
        </message>
        <message>
            <source>Immunosuppressed</source>
            <translation>Inmunosuprimido</translation>
        </message>
        <message>
            <source>In situ</source>
            <translation>In situ</translation>
        </message>
        <message>
            <source>Inactive</source>
            <translation>Inactiva</translation>
        </message>
        <message>
            <source>Incision and drainage</source>
            <translation>Incisión y drenaje</translation>
        </message>
        <message>
            <source>Incisional</source>
            <translation>Incisional</translation>
        </message>
        <message>
            <source>Infected</source>
            <translation>Infectada</translation>
        </message>
        <message>
            <source>Inflamed</source>
            <translation>Inflamada</translation>
        </message>
        <message>
            <source>Intermediate</source>
            <translation>Intermedia</translation>
        </message>
        <message>
            <source>Intralesional injection</source>
            <translation>Inyección intralesional</translation>
        </message>
        <message>
            <source>Itching</source>
            <translation>Pica</translation>
        </message>
        <message>
            <source>Kind</source>
            <translation>Tipo</translation>
        </message>
        <message>
            <source>Kind of graft</source>
            <translation>Tipo de injerto</translation>
        </message>
        <message>
            <source>Koh</source>
            <translation>KOH</translation>
        </message>
        <message>
            <source>Laboratory</source>
            <translation>Laboratorio</translation>
        </message>
        <message>
            <source>Laser</source>
            <translation>Láser</translation>
        </message>
        <message>
            <source>Left</source>
            <translation>Izquierdo</translation>
        </message>
        <message>
            <source>Length</source>
            <translation>Longitud</translation>
        </message>
        <message>
            <source>Length cm</source>
            <translation>Longitud cm</translation>
        </message>
        <message>
            <source>Lesion cm</source>
            <translation>Lesión cm</translation>
        </message>
        <message>
            <source>Level</source>
            <translation>Nivel</translation>
        </message>
        <message>
            <source>Lid</source>
            <translation>Párpado</translation>
        </message>
        <message>
            <source>Light</source>
            <translation>Luz</translation>
        </message>
        <message>
            <source>Limited</source>
            <translation>Limitado</translation>
        </message>
        <message>
            <source>Low</source>
            <translation>Bajo</translation>
        </message>
        <message>
            <source>Lower</source>
            <translation>Inferior</translation>
        </message>
        <message>
            <source>Male</source>
            <translation>Masculino</translation>
        </message>
        <message>
            <source>Malignant</source>
            <translation>Maligna</translation>
        </message>
        <message>
            <source>Margin</source>
            <translation>Margen</translation>
        </message>
        <message>
            <source>Margin cm</source>
            <translation>Margen cm</translation>
        </message>
        <message>
            <source>Matrixectomy</source>
            <translation>Matricectomía</translation>
        </message>
        <message>
            <source>Medicaid</source>
            <translation>Medicaid</translation>
        </message>
        <message>
            <source>Medicare</source>
            <translation>Medicare</translation>
        </message>
        <message>
            <source>Medicare advantage</source>
            <translation>Medicare Advantage</translation>
        </message>
        <message>
            <source>Method</source>
            <translation>Método</translation>
        </message>
        <message>
            <source>Midline</source>
            <translation>Línea media</translation>
        </message>
        <message>
            <source>Minimal</source>
            <translation>Mínimo</translation>
        </message>
        <message>
            <source>Minutes</source>
            <translation>Minutos</translation>
        </message>
        <message>
            <source>Moderate</source>
            <translation>Moderado</translation>
        </message>
        <message>
            <source>Mohs surgery</source>
            <translation>Cirugía de Mohs</translation>
        </message>
        <message>
            <source>Multi dose</source>
            <translation>Multidosis</translation>
        </message>
        <message>
            <source>Multiplying</source>
            <translation>Se multiplica</translation>
        </message>
        <message>
            <source>Muscle</source>
            <translation>Músculo</translation>
        </message>
        <message>
            <source>Nail</source>
            <translation>Uña</translation>
        </message>
        <message>
            <source>Nature</source>
            <translation>Naturaleza</translation>
        </message>
        <message>
            <source>Neuropathy</source>
            <translation>Neuropatía</translation>
        </message>
        <message>
            <source>No</source>
            <translation>No</translation>
        </message>
        <message>
            <source>Not neoplastic</source>
            <translation>No neoplásica</translation>
        </message>
        <message>
            <source>Notice</source>
            <translation>Aviso</translation>
        </message>
        <message>
            <source>Notice amount $</source>
            <translation>Importe del aviso $</translation>
        </message>
        <message>
            <source>Notice given</source>
            <translation>Aviso entregado</translation>
        </message>
        <message>
            <source>Notice signed</source>
            <translation>Aviso firmado</translation>
        </message>
        <message>
            <source>Obstructs function</source>
            <translation>Obstruye función</translation>
        </message>
        <message>
            <source>Obstructs orifice</source>
            <translation>Obstruye orificio</translation>
        </message>
        <message>
            <source>Organism stains</source>
            <translation>Tinciones de organismos</translation>
        </message>
        <message>
            <source>Other</source>
            <translation>Otro</translation>
        </message>
        <message>
            <source>Other or not said</source>
            <translation>Otro o no dicho</translation>
        </message>
        <message>
            <source>Pain</source>
            <translation>Duele</translation>
        </message>
        <message>
            <source>Paring</source>
            <translation>Rebanado</translation>
        </message>
        <message>
            <source>Patch test</source>
            <translation>Prueba de parche</translation>
        </message>
        <message>
            <source>Pathology</source>
            <translation>Patología</translation>
        </message>
        <message>
            <source>Pathology before</source>
            <translation>Patología previa</translation>
        </message>
        <message>
            <source>Patient's wish, no medical need</source>
            <translation>Deseo del paciente, sin necesidad médica</translation>
        </message>
        <message>
            <source>Photodynamic therapy</source>
            <translation>Terapia fotodinámica</translation>
        </message>
        <message>
            <source>Phototherapy</source>
            <translation>Fototerapia</translation>
        </message>
        <message>
            <source>Pilonidal cyst</source>
            <translation>Quiste pilonidal</translation>
        </message>
        <message>
            <source>Place of service</source>
            <translation>Lugar de servicio</translation>
        </message>
        <message>
            <source>Premalignant</source>
            <translation>Premaligna</translation>
        </message>
        <message>
            <source>Price each $</source>
            <translation>Precio unitario $</translation>
        </message>
        <message>
            <source>Problem managed</source>
            <translation>Problema atendido</translation>
        </message>
        <message>
            <source>Problems</source>
            <translation>Problemas</translation>
        </message>
        <message>
            <source>Professional</source>
            <translation>Profesional</translation>
        </message>
        <message>
            <source>Punch</source>
            <translation>Sacabocado</translation>
        </message>
        <message>
            <source>Puncture</source>
            <translation>Punción</translation>
        </message>
        <message>
            <source>Puva</source>
            <translation>PUVA</translation>
        </message>
        <message>
            <source>Re-excision</source>
            <translation>Reescisión</translation>
        </message>
        <message>
            <source>Recurrent trauma</source>
            <translation>Trauma recurrente</translation>
        </message>
        <message>
            <source>Reduced</source>
            <translation>Reducido</translation>
        </message>
        <message>
            <source>Referring provider</source>
            <translation>Profesional que remite</translation>
        </message>
        <message>
            <source>Repair</source>
            <translation>Reparación</translation>
        </message>
        <message>
            <source>Restricts vision</source>
            <translation>Limita la visión</translation>
        </message>
        <message>
            <source>Return to the operating room</source>
            <translation>Regreso al quirófano</translation>
        </message>
        <message>
            <source>Right</source>
            <translation>Derecho</translation>
        </message>
        <message>
            <source>Risk</source>
            <translation>Riesgo</translation>
        </message>
        <message>
            <source>Same lesion</source>
            <translation>Misma lesión</translation>
        </message>
        <message>
            <source>Scabies prep</source>
            <translation>Preparado de sarna</translation>
        </message>
        <message>
            <source>Self</source>
            <translation>Titular</translation>
        </message>
        <message>
            <source>Self pay</source>
            <translation>Pago propio</translation>
        </message>
        <message>
            <source>Separate problem</source>
            <translation>Problema aparte</translation>
        </message>
        <message>
            <source>Service</source>
            <translation>Servicio</translation>
        </message>
        <message>
            <source>Session</source>
            <translation>Sesión</translation>
        </message>
        <message>
            <source>Shave removal</source>
            <translation>Afeitado</translation>
        </message>
        <message>
            <source>Side</source>
            <translation>Lado</translation>
        </message>
        <message>
            <source>Simple</source>
            <translation>Simple</translation>
        </message>
        <message>
            <source>Single dose</source>
            <translation>Monodosis</translation>
        </message>
        <message>
            <source>Site</source>
            <translation>Sitio</translation>
        </message>
        <message>
            <source>Size</source>
            <translation>Tamaño</translation>
        </message>
        <message>
            <source>Skin</source>
            <translation>Piel</translation>
        </message>
        <message>
            <source>Skin substitute</source>
            <translation>Sustituto cutáneo</translation>
        </message>
        <message>
            <source>Skin tag removal</source>
            <translation>Acrocordones</translation>
        </message>
        <message>
            <source>Specimens</source>
            <translation>Muestras</translation>
        </message>
        <message>
            <source>Split thickness</source>
            <translation>Espesor parcial</translation>
        </message>
        <message>
            <source>Spouse</source>
            <translation>Cónyuge</translation>
        </message>
        <message>
            <source>Staff</source>
            <translation>Personal</translation>
        </message>
        <message>
            <source>Staff only</source>
            <translation>Solo personal</translation>
        </message>
        <message>
            <source>Subcutaneous</source>
            <translation>Subcutáneo</translation>
        </message>
        <message>
            <source>Supervised h</source>
            <translation>Supervisado h</translation>
        </message>
        <message>
            <source>Surgical</source>
            <translation>Quirúrgica</translation>
        </message>
        <message>
            <source>Suspected malignancy</source>
            <translation>Sospecha de malignidad</translation>
        </message>
        <message>
            <source>Tangential</source>
            <translation>Tangencial</translation>
        </message>
        <message>
            <source>Technical</source>
            <translation>Técnico</translation>
        </message>
        <message>
            <source>Telehealth</source>
            <translation>Telesalud</translation>
        </message>
        <message>
            <source>Test</source>
            <translation>Prueba</translation>
        </message>
        <message>
            <source>Through the same incision</source>
            <translation>Por la misma incisión</translation>
        </message>
        <message>
            <source>Tricare</source>
            <translation>TRICARE</translation>
        </message>
        <message>
            <source>Trimming</source>
            <translation>Recorte</translation>
        </message>
        <message>
            <source>Tzanck</source>
            <translation>Tzanck</translation>
        </message>
        <message>
            <source>Uncertain</source>
            <translation>Incierta</translation>
        </message>
        <message>
            <source>Units</source>
            <translation>Unidades</translation>
        </message>
        <message>
            <source>Unspecified</source>
            <translation>No especificada</translation>
        </message>
        <message>
            <source>Upper</source>
            <translation>Superior</translation>
        </message>
        <message>
            <source>Uvb</source>
            <translation>UVB</translation>
        </message>
        <message>
            <source>Uvb with tar</source>
            <translation>UVB con alquitrán</translation>
        </message>
        <message>
            <source>Video</source>
            <translation>Video</translation>
        </message>
        <message>
            <source>Waiver</source>
            <translation>Exención</translation>
        </message>
        <message>
            <source>Wasted mg</source>
            <translation>Desechado mg</translation>
        </message>
        <message>
            <source>Wet mount</source>
            <translation>Montaje húmedo</translation>
        </message>
        <message>
            <source>What</source>
            <translation>Qué</translation>
        </message>
        <message>
            <source>What was done</source>
            <translation>Qué se hizo</translation>
        </message>
        <message>
            <source>Whose wish</source>
            <translation>A petición de quién</translation>
        </message>
        <message>
            <source>Workers comp</source>
            <translation>Accidente laboral</translation>
        </message>
        <message>
            <source>Yes</source>
            <translation>Sí</translation>
        </message>
    </context>
    <context>
        <name>KeysDialog</name>
        <message>
            <source>Close</source>
            <translation>Cerrar</translation>
        </message>
        <message>
            <source>Keys</source>
            <translation>Teclas</translation>
        </message>
        <message>
            <source>No key fits. Esc shows all.</source>
            <translation>Ninguna tecla coincide. Esc muestra todas.</translation>
        </message>
        <message>
            <source>Search the keys</source>
            <translation>Buscar entre las teclas</translation>
        </message>
        <message>
            <source>Type a word, or press a key to see what it does</source>
            <translation>Escriba una palabra, o pulse una tecla para ver qué hace</translation>
        </message>
    </context>
    <context>
        <name>LesionForm</name>
        <message>
            <source>Act: biopsy, excision, freeze …</source>
            <translation>Acto: biopsia, escisión, congelar …</translation>
        </message>
        <message>
            <source>Count</source>
            <translation>Cantidad</translation>
        </message>
        <message>
            <source>Diagnosis</source>
            <translation>Diagnóstico</translation>
        </message>
        <message>
            <source>Free margin</source>
            <translation>Borde libre</translation>
        </message>
        <message>
            <source>Grounds</source>
            <translation>Fundamentos</translation>
        </message>
        <message>
            <source>In the specimen</source>
            <translation>En la muestra</translation>
        </message>
        <message>
            <source>Lid</source>
            <translation>Párpado</translation>
        </message>
        <message>
            <source>Nature</source>
            <translation>Naturaleza</translation>
        </message>
        <message>
            <source>Not in it</source>
            <translation>No en ella</translation>
        </message>
        <message>
            <source>Same lesion as</source>
            <translation>Misma lesión que</translation>
        </message>
        <message>
            <source>Side</source>
            <translation>Lado</translation>
        </message>
        <message>
            <source>Site, side, nature, grounds</source>
            <translation>Sitio, lado, naturaleza, motivos</translation>
        </message>
        <message>
            <source>none charted</source>
            <translation>ninguno</translation>
        </message>
        <message>
            <source>{} of before</source>
            <translation>{} de antes</translation>
        </message>
    </context>
    <context>
        <name>LineField</name>
        <message>
            <source>needed</source>
            <translation>falta</translation>
        </message>
        <message>
            <source>not read</source>
            <translation>no se lee</translation>
        </message>
        <message>
            <source>{} by the others</source>
            <translation>{} por los otros</translation>
        </message>
    </context>
    <context>
        <name>LookPane</name>
        <message>
            <source>Insurance</source>
            <translation>Seguro</translation>
        </message>
        <message>
            <source>Nothing is charged.</source>
            <translation>No se cobra nada.</translation>
        </message>
        <message>
            <source>Patient</source>
            <translation>Paciente</translation>
        </message>
        <message>
            <source>close</source>
            <translation>cerrar</translation>
        </message>
    </context>
    <context>
        <name>MainWindow</name>
        <message>
            <source>&amp;Dark</source>
            <translation>&amp;Oscuro</translation>
        </message>
        <message>
            <source>&amp;Edit</source>
            <translation>&amp;Edición</translation>
        </message>
        <message>
            <source>&amp;English</source>
            <translation>&amp;English</translation>
        </message>
        <message>
            <source>&amp;File</source>
            <translation>Arch&amp;ivo</translation>
        </message>
        <message>
            <source>&amp;Help</source>
            <translation>A&amp;yuda</translation>
        </message>
        <message>
            <source>&amp;High contrast</source>
            <translation>&amp;Alto contraste</translation>
        </message>
        <message>
            <source>&amp;Language</source>
            <translation>&amp;Idioma</translation>
        </message>
        <message>
            <source>&amp;Light</source>
            <translation>&amp;Claro</translation>
        </message>
        <message>
            <source>&amp;Redo</source>
            <translation>&amp;Rehacer</translation>
        </message>
        <message>
            <source>&amp;System</source>
            <translation>&amp;Sistema</translation>
        </message>
        <message>
            <source>&amp;Undo</source>
            <translation>&amp;Deshacer</translation>
        </message>
        <message>
            <source>&amp;Visit</source>
            <translation>&amp;Visita</translation>
        </message>
        <message>
            <source>Building the code library, once: {} %</source>
            <translation>Creando la biblioteca de códigos, una vez: {} %</translation>
        </message>
        <message>
            <source>Charge Capture</source>
            <translation>Charge Capture</translation>
        </message>
        <message>
            <source>Close without it</source>
            <translation>Cerrar sin ello</translation>
        </message>
        <message>
            <source>Day</source>
            <translation>Día</translation>
        </message>
        <message>
            <source>E&amp;spañol</source>
            <translation>E&amp;spañol</translation>
        </message>
        <message>
            <source>Find patient</source>
            <translation>Buscar paciente</translation>
        </message>
        <message>
            <source>Keep this</source>
            <translation>Conservar esto</translation>
        </message>
        <message>
            <source>Keep what is charted here, or show what was saved there?</source>
            <translation>¿Conservar lo registrado aquí, o mostrar lo guardado allí?</translation>
        </message>
        <message>
            <source>Making the superbill</source>
            <translation>Creando la superbill</translation>
        </message>
        <message>
            <source>New patient: {}</source>
            <translation>Nuevo paciente: {}</translation>
        </message>
        <message>
            <source>Pathology</source>
            <translation>Patología</translation>
        </message>
        <message>
            <source>Practice</source>
            <translation>Consultorio</translation>
        </message>
        <message>
            <source>Provider of new visits</source>
            <translation>Profesional de las nuevas consultas</translation>
        </message>
        <message>
            <source>Show the other</source>
            <translation>Mostrar lo otro</translation>
        </message>
        <message>
            <source>Stay</source>
            <translation>Quedarse</translation>
        </message>
        <message>
            <source>T&amp;heme</source>
            <translation>T&amp;ema</translation>
        </message>
        <message>
            <source>The language is taken up when the program is started again.</source>
            <translation>El idioma se toma al iniciar de nuevo el programa.</translation>
        </message>
        <message>
            <source>Vie&amp;w</source>
            <translation>&amp;Mostrar</translation>
        </message>
        <message>
            <source>Visit</source>
            <translation>Consulta</translation>
        </message>
        <message>
            <source>Visits of patients who are found by name are this provider's</source>
            <translation>Las consultas de pacientes hallados por nombre son de este profesional</translation>
        </message>
        <message>
            <source>What was charted last is not saved. Close without it?</source>
            <translation>Lo último registrado no está guardado. ¿Cerrar sin ello?</translation>
        </message>
        <message>
            <source>{} more to enter.</source>
            <translation>Faltan {} más.</translation>
        </message>
    </context>
    <context>
        <name>MonthModel</name>
        <message>
            <source>Fr</source>
            <translation>Vi</translation>
        </message>
        <message>
            <source>Mo</source>
            <translation>Lu</translation>
        </message>
        <message>
            <source>Sa</source>
            <translation>Sá</translation>
        </message>
        <message>
            <source>Su</source>
            <translation>Do</translation>
        </message>
        <message>
            <source>Th</source>
            <translation>Ju</translation>
        </message>
        <message>
            <source>Tu</source>
            <translation>Ma</translation>
        </message>
        <message>
            <source>We</source>
            <translation>Mi</translation>
        </message>
        <message>
            <source>{}: no visits</source>
            <translation>{}: sin consultas</translation>
        </message>
        <message>
            <source>{}: {} visits, {} not signed</source>
            <translation>{}: {} consultas, {} sin firmar</translation>
        </message>
    </context>
    <context>
        <name>MonthPane</name>
        <message>
            <source>Month after</source>
            <translation>Mes siguiente</translation>
        </message>
        <message>
            <source>Month before</source>
            <translation>Mes anterior</translation>
        </message>
        <message>
            <source>Number: visits not signed</source>
            <translation>Número: consultas sin firmar</translation>
        </message>
        <message>
            <source>Visits not signed, {}</source>
            <translation>Consultas sin firmar, {}</translation>
        </message>
    </context>
    <context>
        <name>MoreButton</name>
        <message>
            <source>More facts: {}</source>
            <translation>Más datos: {}</translation>
        </message>
    </context>
    <context>
        <name>OfferModel</name>
        <message>
            <source>Bundle</source>
            <translation>Conjunto</translation>
        </message>
        <message>
            <source>Last used</source>
            <translation>Último usado</translation>
        </message>
        <message>
            <source>Look at</source>
            <translation>Revise</translation>
        </message>
        <message>
            <source>New bundle</source>
            <translation>Conjunto nuevo</translation>
        </message>
        <message>
            <source>Often</source>
            <translation>Frecuente</translation>
        </message>
        <message>
            <source>Pinned</source>
            <translation>Fijado</translation>
        </message>
        <message>
            <source>Usual</source>
            <translation>Habitual</translation>
        </message>
    </context>
    <context>
        <name>Offers</name>
        <message>
            <source>Enter the pathology result</source>
            <translation>Anotar el resultado de patología</translation>
        </message>
        <message>
            <source>Lesions of before</source>
            <translation>Lesiones de antes</translation>
        </message>
        <message>
            <source>Same lesion again</source>
            <translation>La misma lesión otra vez</translation>
        </message>
        <message>
            <source>Same lesion again, as planned then</source>
            <translation>La misma lesión otra vez, como se planeó entonces</translation>
        </message>
    </context>
    <context>
        <name>PathologyCommands</name>
        <message>
            <source>Chart in it what the report says, or sign it first.</source>
            <translation>Registre en ella lo que dice el informe, o fírmela primero.</translation>
        </message>
        <message>
            <source>Go on</source>
            <translation>Continuar</translation>
        </message>
        <message>
            <source>Take it back</source>
            <translation>Retirarla</translation>
        </message>
        <message>
            <source>Take the amendment back? The signed version stands.</source>
            <translation>¿Retirar la enmienda? La versión firmada queda.</translation>
        </message>
        <message>
            <source>The amendment is not signed yet.</source>
            <translation>La enmienda aún no está firmada.</translation>
        </message>
        <message>
            <source>Why is version {} amended?</source>
            <translation>¿Por qué se enmienda la versión {}?</translation>
        </message>
        <message>
            <source>Why will no result come for {}, lesion {}?</source>
            <translation>¿Por qué no llegará ningún resultado de {}, lesión {}?</translation>
        </message>
    </context>
    <context>
        <name>PathologyView</name>
        <message>
            <source>Enter: enter the result. Del: no result will come.</source>
            <translation>Intro: anotar el resultado. Supr: no llegará ninguno.</translation>
        </message>
        <message>
            <source>No lesion waits for a result.</source>
            <translation>Ninguna lesión espera un resultado.</translation>
        </message>
        <message>
            <source>Waiting for pathology</source>
            <translation>En espera de patología</translation>
        </message>
    </context>
    <context>
        <name>PatientStrip</name>
        <message>
            <source>Account</source>
            <translation>Cuenta</translation>
        </message>
        <message>
            <source>Born</source>
            <translation>Nacimiento</translation>
        </message>
        <message>
            <source>Eligibility</source>
            <translation>Elegibilidad</translation>
        </message>
        <message>
            <source>Established</source>
            <translation>Establecido</translation>
        </message>
        <message>
            <source>Last visit</source>
            <translation>Última visita</translation>
        </message>
        <message>
            <source>New</source>
            <translation>Nuevo</translation>
        </message>
        <message>
            <source>Patient details</source>
            <translation>Datos del paciente</translation>
        </message>
        <message>
            <source>Payer</source>
            <translation>Pagador</translation>
        </message>
        <message>
            <source>Provider</source>
            <translation>Profesional</translation>
        </message>
        <message>
            <source>Seen</source>
            <translation>Visto</translation>
        </message>
        <message>
            <source>Visit</source>
            <translation>Consulta</translation>
        </message>
        <message>
            <source>last</source>
            <translation>última</translation>
        </message>
        <message>
            <source>place</source>
            <translation>lugar</translation>
        </message>
    </context>
    <context>
        <name>PatientView</name>
        <message>
            <source>Account</source>
            <translation>Cuenta</translation>
        </message>
        <message>
            <source>Add and open visit</source>
            <translation>Añadir y abrir consulta</translation>
        </message>
        <message>
            <source>Born</source>
            <translation>Nacimiento</translation>
        </message>
        <message>
            <source>Cancel</source>
            <translation>Cancelar</translation>
        </message>
        <message>
            <source>Checked on</source>
            <translation>Comprobada el</translation>
        </message>
        <message>
            <source>City</source>
            <translation>Ciudad</translation>
        </message>
        <message>
            <source>Copay $</source>
            <translation>Copago $</translation>
        </message>
        <message>
            <source>Eligibility</source>
            <translation>Elegibilidad</translation>
        </message>
        <message>
            <source>First name</source>
            <translation>Nombre</translation>
        </message>
        <message>
            <source>Group</source>
            <translation>Grupo</translation>
        </message>
        <message>
            <source>In force since</source>
            <translation>Vigente desde</translation>
        </message>
        <message>
            <source>Keep changes</source>
            <translation>Conservar cambios</translation>
        </message>
        <message>
            <source>Kind of payer</source>
            <translation>Tipo de pagador</translation>
        </message>
        <message>
            <source>Last name</source>
            <translation>Apellido</translation>
        </message>
        <message>
            <source>Last seen here</source>
            <translation>Visto aquí por última vez</translation>
        </message>
        <message>
            <source>Member id</source>
            <translation>Núm. de miembro</translation>
        </message>
        <message>
            <source>New patient</source>
            <translation>Nuevo paciente</translation>
        </message>
        <message>
            <source>Patient</source>
            <translation>Paciente</translation>
        </message>
        <message>
            <source>Payer</source>
            <translation>Pagador</translation>
        </message>
        <message>
            <source>Phone</source>
            <translation>Teléfono</translation>
        </message>
        <message>
            <source>Plan</source>
            <translation>Plan</translation>
        </message>
        <message>
            <source>Relation to the insured</source>
            <translation>Relación con el titular</translation>
        </message>
        <message>
            <source>Responsible, if not the patient</source>
            <translation>Responsable, si no es el paciente</translation>
        </message>
        <message>
            <source>Secondary payer</source>
            <translation>Pagador secundario</translation>
        </message>
        <message>
            <source>Sex</source>
            <translation>Sexo</translation>
        </message>
        <message>
            <source>Signature on file since</source>
            <translation>Firma en archivo desde</translation>
        </message>
        <message>
            <source>State</source>
            <translation>Estado</translation>
        </message>
        <message>
            <source>Street</source>
            <translation>Calle</translation>
        </message>
        <message>
            <source>Who pays</source>
            <translation>Quién paga</translation>
        </message>
        <message>
            <source>ZIP</source>
            <translation>ZIP</translation>
        </message>
        <message>
            <source>{} cannot be read.</source>
            <translation>{}: no se puede leer.</translation>
        </message>
        <message>
            <source>{} is missing.</source>
            <translation>{}: falta.</translation>
        </message>
    </context>
    <context>
        <name>PendingModel</name>
        <message>
            <source>Days</source>
            <translation>Días</translation>
        </message>
        <message>
            <source>Draft</source>
            <translation>Borrador</translation>
        </message>
        <message>
            <source>Lesion</source>
            <translation>Lesión</translation>
        </message>
        <message>
            <source>Patient</source>
            <translation>Paciente</translation>
        </message>
        <message>
            <source>Signed, version {}</source>
            <translation>Firmada, versión {}</translation>
        </message>
        <message>
            <source>Since</source>
            <translation>Desde</translation>
        </message>
        <message>
            <source>Visit</source>
            <translation>Consulta</translation>
        </message>
        <message>
            <source>What</source>
            <translation>Qué</translation>
        </message>
        <message>
            <source>Who</source>
            <translation>Quién</translation>
        </message>
    </context>
    <context>
        <name>PendingTable</name>
        <message>
            <source>Lesions that wait for pathology</source>
            <translation>Lesiones que esperan patología</translation>
        </message>
    </context>
    <context>
        <name>PerhapsButton</name>
        <message>
            <source>Perhaps not charted: {}</source>
            <translation>Quizá sin anotar: {}</translation>
        </message>
    </context>
    <context>
        <name>PracticeView</name>
        <message>
            <source>Billing NPI</source>
            <translation>NPI de facturación</translation>
        </message>
        <message>
            <source>CLIA number</source>
            <translation>Número CLIA</translation>
        </message>
        <message>
            <source>City</source>
            <translation>Ciudad</translation>
        </message>
        <message>
            <source>Enter the practice and its provider first; visits can be opened then.</source>
            <translation>Primero los datos del consultorio y su profesional; luego se pueden abrir consultas.</translation>
        </message>
        <message>
            <source>Fax</source>
            <translation>Fax</translation>
        </message>
        <message>
            <source>Fees</source>
            <translation>Tarifas</translation>
        </message>
        <message>
            <source>Find a code or words</source>
            <translation>Buscar un código o palabras</translation>
        </message>
        <message>
            <source>Group number</source>
            <translation>Número de grupo</translation>
        </message>
        <message>
            <source>Keep changes</source>
            <translation>Conservar cambios</translation>
        </message>
        <message>
            <source>Kept.</source>
            <translation>Guardado.</translation>
        </message>
        <message>
            <source>Kind of tax id</source>
            <translation>Tipo de núm. fiscal</translation>
        </message>
        <message>
            <source>Location NPI, if another</source>
            <translation>NPI del lugar, si es otro</translation>
        </message>
        <message>
            <source>Name</source>
            <translation>Nombre</translation>
        </message>
        <message>
            <source>Phone</source>
            <translation>Teléfono</translation>
        </message>
        <message>
            <source>Practice</source>
            <translation>Consultorio</translation>
        </message>
        <message>
            <source>Practice details</source>
            <translation>Datos del consultorio</translation>
        </message>
        <message>
            <source>State</source>
            <translation>Estado</translation>
        </message>
        <message>
            <source>Street</source>
            <translation>Calle</translation>
        </message>
        <message>
            <source>Tax id</source>
            <translation>Núm. fiscal</translation>
        </message>
        <message>
            <source>ZIP</source>
            <translation>ZIP</translation>
        </message>
        <message>
            <source>{} cannot be right.</source>
            <translation>{}: no puede ser correcto.</translation>
        </message>
        <message>
            <source>{} is missing.</source>
            <translation>{}: falta.</translation>
        </message>
    </context>
    <context>
        <name>PreviewDialog</name>
        <message>
            <source>Close</source>
            <translation>Cerrar</translation>
        </message>
        <message>
            <source>Print…</source>
            <translation>Imprimir…</translation>
        </message>
        <message>
            <source>Save as PDF</source>
            <translation>Guardar como PDF</translation>
        </message>
        <message>
            <source>Save as PDF…</source>
            <translation>Guardar como PDF…</translation>
        </message>
        <message>
            <source>Saved as {}.</source>
            <translation>Guardado como {}.</translation>
        </message>
        <message>
            <source>Sent to {}.</source>
            <translation>Enviado a {}.</translation>
        </message>
        <message>
            <source>Superbill</source>
            <translation>Superbill</translation>
        </message>
        <message>
            <source>With reasons</source>
            <translation>Con razones</translation>
        </message>
    </context>
    <context>
        <name>Prompts</name>
        <message>
            <source>Charge Capture</source>
            <translation>Charge Capture</translation>
        </message>
    </context>
    <context>
        <name>ProvidersPane</name>
        <message>
            <source>Add provider</source>
            <translation>Añadir profesional</translation>
        </message>
        <message>
            <source>Credentials</source>
            <translation>Credenciales</translation>
        </message>
        <message>
            <source>First name</source>
            <translation>Nombre</translation>
        </message>
        <message>
            <source>Last name</source>
            <translation>Apellido</translation>
        </message>
        <message>
            <source>New provider</source>
            <translation>Nuevo profesional</translation>
        </message>
        <message>
            <source>Own NPI</source>
            <translation>NPI propio</translation>
        </message>
        <message>
            <source>Provider shown</source>
            <translation>Profesional mostrado</translation>
        </message>
        <message>
            <source>Providers</source>
            <translation>Profesionales</translation>
        </message>
        <message>
            <source>Taxonomy</source>
            <translation>Taxonomía</translation>
        </message>
        <message>
            <source>{} cannot be right.</source>
            <translation>{}: no puede ser correcto.</translation>
        </message>
    </context>
    <context>
        <name>ResultPane</name>
        <message>
            <source>Amend as version {}</source>
            <translation>Enmendar como versión {}</translation>
        </message>
        <message>
            <source>Code</source>
            <translation>Código</translation>
        </message>
        <message>
            <source>Diagnosis</source>
            <translation>Diagnóstico</translation>
        </message>
        <message>
            <source>Diagnosis of the report</source>
            <translation>Diagnóstico del informe</translation>
        </message>
        <message>
            <source>Draft</source>
            <translation>Borrador</translation>
        </message>
        <message>
            <source>Fee</source>
            <translation>Tarifa</translation>
        </message>
        <message>
            <source>Follows from the diagnosis: {}</source>
            <translation>Se sigue del diagnóstico: {}</translation>
        </message>
        <message>
            <source>ICD-10</source>
            <translation>CIE-10</translation>
        </message>
        <message>
            <source>Insurance total</source>
            <translation>Total del seguro</translation>
        </message>
        <message>
            <source>Leave it</source>
            <translation>Dejarlo</translation>
        </message>
        <message>
            <source>Modifiers</source>
            <translation>Modificadores</translation>
        </message>
        <message>
            <source>Nature</source>
            <translation>Naturaleza</translation>
        </message>
        <message>
            <source>Open the visit</source>
            <translation>Abrir la visita</translation>
        </message>
        <message>
            <source>Patient total</source>
            <translation>Total del paciente</translation>
        </message>
        <message>
            <source>Received</source>
            <translation>Recibido</translation>
        </message>
        <message>
            <source>Report number</source>
            <translation>Número de informe</translation>
        </message>
        <message>
            <source>Result</source>
            <translation>Resultado</translation>
        </message>
        <message>
            <source>Signed, version {}</source>
            <translation>Firmada, versión {}</translation>
        </message>
        <message>
            <source>Take over</source>
            <translation>Adoptar</translation>
        </message>
        <message>
            <source>Take over into the draft</source>
            <translation>Adoptar en el borrador</translation>
        </message>
        <message>
            <source>Units</source>
            <translation>Unidades</translation>
        </message>
        <message>
            <source>Who pays</source>
            <translation>Quién paga</translation>
        </message>
        <message>
            <source>With the result</source>
            <translation>Con el resultado</translation>
        </message>
        <message>
            <source>no diagnosis charted</source>
            <translation>sin diagnóstico anotado</translation>
        </message>
        <message>
            <source>{} · was {}</source>
            <translation>{} · antes {}</translation>
        </message>
        <message>
            <source>{}, unchanged</source>
            <translation>{}, sin cambio</translation>
        </message>
    </context>
    <context>
        <name>ShorthandLine</name>
        <message>
            <source>Adds to {}</source>
            <translation>Se añade a {}</translation>
        </message>
        <message>
            <source>Asks: {}</source>
            <translation>Pregunta: {}</translation>
        </message>
        <message>
            <source>Charges: {}</source>
            <translation>Cargos: {}</translation>
        </message>
        <message>
            <source>Complete: {}</source>
            <translation>Completar: {}</translation>
        </message>
        <message>
            <source>Did you mean {}?</source>
            <translation>¿Quiso decir {}?</translation>
        </message>
        <message>
            <source>Not understood: {}</source>
            <translation>No se entiende: {}</translation>
        </message>
        <message>
            <source>Visit</source>
            <translation>Consulta</translation>
        </message>
        <message>
            <source>Visit: {}</source>
            <translation>Consulta: {}</translation>
        </message>
    </context>
    <context>
        <name>SiteField</name>
        <message>
            <source>Site</source>
            <translation>Sitio</translation>
        </message>
    </context>
    <context>
        <name>SmallFigures</name>
        <message>
            <source>Front and back, {} lesions</source>
            <translation>Frente y espalda, {} lesiones</translation>
        </message>
    </context>
    <context>
        <name>TimeAndReasonDialog</name>
        <message>
            <source>Keep</source>
            <translation>Conservar</translation>
        </message>
        <message>
            <source>No time of day. Type it as 9:30, 930 or 2 pm.</source>
            <translation>No es una hora. Escríbala como 9:30, 930 o 2 pm.</translation>
        </message>
        <message>
            <source>Reason for the visit</source>
            <translation>Motivo de la consulta</translation>
        </message>
        <message>
            <source>Time</source>
            <translation>Hora</translation>
        </message>
        <message>
            <source>Time and reason</source>
            <translation>Hora y motivo</translation>
        </message>
    </context>
    <context>
        <name>ToDoPane</name>
        <message>
            <source>Every visit up to now is signed or closed.</source>
            <translation>Todas las consultas hasta ahora están firmadas o cerradas.</translation>
        </message>
        <message>
            <source>To do</source>
            <translation>Por hacer</translation>
        </message>
    </context>
    <context>
        <name>ToDoRow</name>
        <message>
            <source>{}: {}, the oldest of {}</source>
            <translation>{}: {}, la más antigua del {}</translation>
        </message>
    </context>
    <context>
        <name>Tour</name>
        <message>
            <source>A patient</source>
            <translation>Un paciente</translation>
        </message>
        <message>
            <source>Back</source>
            <translation>Atrás</translation>
        </message>
        <message>
            <source>Body map</source>
            <translation>Mapa corporal</translation>
        </message>
        <message>
            <source>Charges</source>
            <translation>Cargos</translation>
        </message>
        <message>
            <source>Done</source>
            <translation>Listo</translation>
        </message>
        <message>
            <source>Enter goes on, Esc leaves at any moment. Help &gt; Tour starts it again.</source>
            <translation>Intro sigue, Esc sale en cualquier momento. Ayuda &gt; Recorrido lo empieza de nuevo.</translation>
        </message>
        <message>
            <source>Leave</source>
            <translation>Salir</translation>
        </message>
        <message>
            <source>Lesions and acts</source>
            <translation>Lesiones y actos</translation>
        </message>
        <message>
            <source>Next</source>
            <translation>Seguir</translation>
        </message>
        <message>
            <source>One card a lesion, in the order of dictation. What is missing is an empty field marked needed; nothing is assumed. {} goes to the level of the visit.</source>
            <translation>Una ficha por lesión, en el orden del dictado. Lo que falta es un campo vacío marcado; no se supone nada. {} va al nivel de la consulta.</translation>
        </message>
        <message>
            <source>Ready, then signed</source>
            <translation>Lista, luego firmada</translation>
        </message>
        <message>
            <source>Step {} of {}</source>
            <translation>Paso {} de {}</translation>
        </message>
        <message>
            <source>The day</source>
            <translation>El día</translation>
        </message>
        <message>
            <source>The foot says what still stops the visit, or that it is ready. {} signs and freezes the charges, {} prints the superbill. Drafts save by themselves.</source>
            <translation>El pie dice qué detiene aún la consulta, o que está lista. {} firma y fija los cargos, {} imprime la superbill. Los borradores se guardan solos.</translation>
        </message>
        <message>
            <source>The same with the mouse or the arrows: choose a region, Enter adds a lesion there. Tab turns the view, letters find a site.</source>
            <translation>Lo mismo con el ratón o las flechas: elija una región, Intro añade allí una lesión. Tab gira la vista, las letras buscan un sitio.</translation>
        </message>
        <message>
            <source>They follow as you type: codes, modifiers, diagnoses, who pays. {} tells why a line is charged, with its rule and source.</source>
            <translation>Siguen a lo que escribe: códigos, modificadores, diagnósticos, quién paga. {} dice por qué se cobra una línea, con su regla y fuente.</translation>
        </message>
        <message>
            <source>Today's visits by time, each with its state in a word. Arrows choose, Enter opens. Type a name, a payer or a state to see only those.</source>
            <translation>Las consultas de hoy por hora, cada una con su estado en palabras. Las flechas eligen, Intro abre. Escriba un nombre, un pagador o un estado para ver solo esas.</translation>
        </message>
        <message>
            <source>Two keys to keep</source>
            <translation>Dos teclas para recordar</translation>
        </message>
        <message>
            <source>Two minutes through the window</source>
            <translation>Dos minutos por la ventana</translation>
        </message>
        <message>
            <source>Where</source>
            <translation>Dónde</translation>
        </message>
        <message>
            <source>{} finds any command by its words, {} shows all keys.</source>
            <translation>{} busca cualquier orden por sus palabras, {} muestra todas las teclas.</translation>
        </message>
        <message>
            <source>{}: type a name, an account or a birth date. Enter begins a visit. A name nobody has leads to the form of a new patient.</source>
            <translation>{}: escriba un nombre, una cuenta o un nacimiento. Intro empieza una consulta. Un nombre que nadie tiene lleva al formulario de un nuevo paciente.</translation>
        </message>
        <message>
            <source>{}: type where the lesion is, such as l cheek. Enter adds it, and the caret goes on to the diagnosis, then to what was done.</source>
            <translation>{}: escriba dónde está la lesión, como l cheek. Intro la añade, y el cursor sigue al diagnóstico y luego a lo que se hizo.</translation>
        </message>
    </context>
    <context>
        <name>VisitFoot</name>
        <message>
            <source>Amend</source>
            <translation>Enmendar</translation>
        </message>
        <message>
            <source>Amending version {}: {}</source>
            <translation>Enmienda de la versión {}: {}</translation>
        </message>
        <message>
            <source>Insurance</source>
            <translation>Seguro</translation>
        </message>
        <message>
            <source>Kept once it is signed</source>
            <translation>Se guarda al firmarla</translation>
        </message>
        <message>
            <source>Next visit</source>
            <translation>Consulta siguiente</translation>
        </message>
        <message>
            <source>Not saved</source>
            <translation>Sin guardar</translation>
        </message>
        <message>
            <source>Patient</source>
            <translation>Paciente</translation>
        </message>
        <message>
            <source>Ready to sign</source>
            <translation>Lista para firmar</translation>
        </message>
        <message>
            <source>Saved {}</source>
            <translation>Guardado {}</translation>
        </message>
        <message>
            <source>Sign</source>
            <translation>Firmar</translation>
        </message>
        <message>
            <source>Signed by {} · {} · version {}</source>
            <translation>Firmada por {} · {} · versión {}</translation>
        </message>
        <message>
            <source>Superbill</source>
            <translation>Superbill</translation>
        </message>
        <message>
            <source>Take it back</source>
            <translation>Deshacerla</translation>
        </message>
        <message>
            <source>Total</source>
            <translation>Total</translation>
        </message>
    </context>
    <context>
        <name>VisitForm</name>
        <message>
            <source>Another problem managed, beyond {}?</source>
            <translation>¿Se atendió otro problema, además de {}?</translation>
        </message>
        <message>
            <source>By the elements: {}</source>
            <translation>Por los elementos: {}</translation>
        </message>
        <message>
            <source>By the minutes: {}</source>
            <translation>Por los minutos: {}</translation>
        </message>
        <message>
            <source>Established patient</source>
            <translation>Paciente establecido</translation>
        </message>
        <message>
            <source>Left out of the level: the work of {}</source>
            <translation>Fuera del nivel: el trabajo de {}</translation>
        </message>
        <message>
            <source>New patient</source>
            <translation>Nuevo paciente</translation>
        </message>
        <message>
            <source>Problems managed</source>
            <translation>Problemas atendidos</translation>
        </message>
        <message>
            <source>Staff visit</source>
            <translation>Visita del personal</translation>
        </message>
        <message>
            <source>Telehealth, follow-up, surgery, staff</source>
            <translation>Telesalud, control, cirugía, personal</translation>
        </message>
        <message>
            <source>Two of three, or the minutes</source>
            <translation>Dos de tres, o los minutos</translation>
        </message>
        <message>
            <source>arrows or 1 to 4, T for minutes</source>
            <translation>flechas o 1 a 4, T para minutos</translation>
        </message>
        <message>
            <source>in words; several with ; between</source>
            <translation>en palabras; varios, con ; entre ellos</translation>
        </message>
        <message>
            <source>the rest</source>
            <translation>lo demás</translation>
        </message>
    </context>
    <context>
        <name>VisitView</name>
        <message>
            <source> and the visit</source>
            <translation> y la consulta</translation>
        </message>
        <message>
            <source>Add a service: toxin, patch test, KOH …</source>
            <translation>Añadir servicio: toxina, KOH …</translation>
        </message>
        <message>
            <source>Body map</source>
            <translation>Mapa corporal</translation>
        </message>
        <message>
            <source>Charges</source>
            <translation>Cargos</translation>
        </message>
        <message>
            <source>Diagnoses</source>
            <translation>Diagnósticos</translation>
        </message>
        <message>
            <source>Enter charts it
Keys: {}</source>
            <translation>Intro lo registra
Teclas: {}</translation>
        </message>
        <message>
            <source>Lesions</source>
            <translation>Lesiones</translation>
        </message>
        <message>
            <source>Visit level</source>
            <translation>Nivel</translation>
        </message>
        <message>
            <source>l cheek … or: shave bx L cheek r/o BCC; LN2 AK x7 scalp</source>
            <translation>l cheek … o: shave bx L cheek r/o BCC; LN2 AK x7 scalp</translation>
        </message>
        <message>
            <source>why</source>
            <translation>por qué</translation>
        </message>
    </context>
    <context>
        <name>VisitsTable</name>
        <message>
            <source>No visit of this day fits. Enter finds a patient by that name; Esc shows all.</source>
            <translation>Ninguna consulta de este día coincide. Intro busca un paciente con ese nombre; Esc las muestra todas.</translation>
        </message>
        <message>
            <source>No visits on this day. Find a patient ({}) to open one.</source>
            <translation>No hay consultas este día. Busque un paciente ({}) para abrir una.</translation>
        </message>
        <message>
            <source>Visits of the day</source>
            <translation>Consultas del día</translation>
        </message>
    </context>
    <context>
        <name>Why</name>
        <message>
            <source>Diagnosis</source>
            <translation>Diagnóstico</translation>
        </message>
        <message>
            <source>Edits and limits</source>
            <translation>Reglas y límites</translation>
        </message>
        <message>
            <source>Facts</source>
            <translation>Hechos</translation>
        </message>
        <message>
            <source>Further steps</source>
            <translation>Otros pasos</translation>
        </message>
        <message>
            <source>Modifiers</source>
            <translation>Modificadores</translation>
        </message>
        <message>
            <source>Notes</source>
            <translation>Notas</translation>
        </message>
        <message>
            <source>Payer and editions</source>
            <translation>Pagador y ediciones</translation>
        </message>
        <message>
            <source>Table and source</source>
            <translation>Tabla y fuente</translation>
        </message>
        <message>
            <source>chosen: {}</source>
            <translation>elegida: {}</translation>
        </message>
        <message>
            <source>compared with its source {}</source>
            <translation>comparada con su fuente {}</translation>
        </message>
        <message>
            <source>folded</source>
            <translation>plegada</translation>
        </message>
        <message>
            <source>in force from {}</source>
            <translation>vigente desde {}</translation>
        </message>
        <message>
            <source>open</source>
            <translation>abierta</translation>
        </message>
        <message>
            <source>{} × {}, paid by {}</source>
            <translation>{} × {}, paga {}</translation>
        </message>
    </context>
    <context>
        <name>WhyList</name>
        <message>
            <source>Why this line is charged</source>
            <translation>Por qué se cobra esta línea</translation>
        </message>
    </context>
    <context>
        <name>WhyPane</name>
        <message>
            <source>Copy as text</source>
            <translation>Copiar como texto</translation>
        </message>
        <message>
            <source>Open source</source>
            <translation>Abrir fuente</translation>
        </message>
        <message>
            <source>Why</source>
            <translation>Por qué</translation>
        </message>
        <message>
            <source>Why {}</source>
            <translation>Por qué {}</translation>
        </message>
    </context>
    <context>
        <name>_Question</name>
        <message>
            <source>Cancel</source>
            <translation>Cancelar</translation>
        </message>
    </context>
</TS>
